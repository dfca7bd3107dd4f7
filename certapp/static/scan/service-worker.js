// Keeps the scanner on the phone. The server puts VERSION and FILES above these lines: any changed byte is another
// version, which is fetched whole beside the old one and takes over when the guard says so.

const CACHE = `scan-${VERSION}`;

self.addEventListener("install", (event) => {
  // "reload": never from the browser's own cache, which may hold a file of another version
  event.waitUntil(caches.open(CACHE).then((cache) => cache.addAll(FILES.map((file) => new Request(file, { cache: "reload" })))));
});

self.addEventListener("activate", (event) => {
  event.waitUntil(
    caches
      .keys()
      .then((names) => Promise.all(names.filter((name) => name.startsWith("scan-") && name !== CACHE).map((name) => caches.delete(name))))
      .then(() => self.clients.claim()),
  );
});

self.addEventListener("message", (event) => {
  if (event.data === "take over") self.skipWaiting();
});

self.addEventListener("fetch", (event) => {
  const { origin, pathname } = new URL(event.request.url);
  if (event.request.method !== "GET" || origin !== self.location.origin || !FILES.includes(pathname)) return;
  event.respondWith(
    caches.open(CACHE).then(async (cache) => (await cache.match(pathname)) ?? fetch(event.request)),
  );
});
