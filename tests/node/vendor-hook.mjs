const PACKAGES = new URL("../../node_modules/", import.meta.url);

/** @type {import("node:module").ResolveHook} */
export function resolve(specifier, context, next) {
  const [, path] = /^(?:\.\.?\/)+vendor\/(.+)$/.exec(specifier) ?? [];
  return next(path ? new URL(path, PACKAGES).href : specifier, context);
}
