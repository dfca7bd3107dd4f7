// Elements made one by one: no markup is ever parsed, so Trusted Types may forbid it on the whole page.

/** @typedef {Node | string | null | undefined | false} Child */

/**
 * Make an element.
 *
 * @template {keyof HTMLElementTagNameMap} Name
 * @param {Name} name
 * @param {Record<string, string | boolean | number | undefined | ((event: Event) => unknown)>} [attributes]
 *   a function listens to the event of its name; false and undefined are left out.
 * @param {...Child} children
 * @returns {HTMLElementTagNameMap[Name]}
 */
export function element(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (typeof value === "function") made.addEventListener(key, value);
    else if (value !== false && value !== undefined) made.setAttribute(key, value === true ? "" : String(value));
  }
  made.append(...children.filter((child) => child !== null && child !== undefined && child !== false));
  return made;
}

/**
 * Return a copy of a drawing that the page carries as `<template id="sign-…">`.
 *
 * @param {string} name such as `pass`
 * @returns {Node}
 */
export function sign(name) {
  const template = document.getElementById(`sign-${name}`);
  if (!(template instanceof HTMLTemplateElement)) throw new Error(`the page has no sign ${name}`);
  return template.content.cloneNode(true);
}
