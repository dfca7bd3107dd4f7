// The service worker: it keeps the page on the phone, and a newer one waits until the guard takes it.

const AGAIN = 3_600_000; // milliseconds between two looks for a newer page

/**
 * @param {() => void} onReady everything is on the phone: it works without a network from now on
 * @param {(takeOver: () => void) => void} onNewer a newer page is on the phone, too
 * @returns {Promise<boolean>} false where this browser keeps no pages, or not at this address
 */
export async function keepOnPhone(onReady, onNewer) {
  const workers = navigator.serviceWorker;
  if (!workers) return false;
  const registration = await workers.register(trusted("/scan/sw.js"), { scope: "/scan", updateViaCache: "none" });
  let isTakingOver = false;
  workers.addEventListener("controllerchange", () => isTakingOver && location.reload());
  const offer = () => {
    const { waiting } = registration;
    if (!waiting || !workers.controller) return;
    onNewer(() => {
      isTakingOver = true;
      waiting.postMessage("take over");
    });
  };
  offer();
  registration.addEventListener("updatefound", () =>
    registration.installing?.addEventListener("statechange", () => offer()),
  );
  window.setInterval(() => registration.update().catch(() => undefined), AGAIN); // no network: later
  workers.ready.then(onReady);
  return true;
}

/** @param {string} address of our own @returns {string} */
function trusted(address) {
  const policies = /** @type {any} */ (window).trustedTypes;
  return policies ? policies.createPolicy("scan-shell", { createScriptURL: () => address }).createScriptURL(address) : address;
}
