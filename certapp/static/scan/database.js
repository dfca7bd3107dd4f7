// The phone's own store: IndexedDB, all of it encrypted (see vault.js) but the key, which nobody can read out.

const NAME = "certapp-scan";
export const [KEYS, FACTS, LISTS, CHECKS] = ["keys", "facts", "lists", "checks"];

/** @returns {Promise<IDBDatabase>} */
export function openDatabase() {
  return new Promise((resolve, reject) => {
    const asked = indexedDB.open(NAME, 1);
    asked.onupgradeneeded = () => [KEYS, FACTS, LISTS, CHECKS].forEach((store) => asked.result.createObjectStore(store));
    asked.onsuccess = () => resolve(asked.result);
    asked.onerror = () => reject(asked.error);
  });
}

/**
 * Do something in one transaction; resolves when it is on the disk.
 *
 * @template T
 * @param {IDBDatabase} database
 * @param {string | string[]} stores
 * @param {(store: (name: string) => IDBObjectStore) => IDBRequest<T> | void} deed
 * @returns {Promise<T>} what the request gave
 */
export function write(database, stores, deed) {
  return run(database.transaction(stores, "readwrite", { durability: "strict" }), deed);
}

/**
 * @template T
 * @param {IDBDatabase} database
 * @param {string} store
 * @param {(store: IDBObjectStore) => IDBRequest<T>} deed
 * @returns {Promise<T>}
 */
export function read(database, store, deed) {
  return run(database.transaction(store, "readonly"), (named) => deed(named(store)));
}

/** Forget all that is in these stores. @param {IDBDatabase} database @param {string[]} stores */
export function wipe(database, stores) {
  return write(database, stores, (named) => stores.forEach((store) => named(store).clear()));
}

/** Whether the phone has no room left. @param {unknown} error @returns {error is DOMException} */
export function isFull(error) {
  return error instanceof DOMException && error.name === "QuotaExceededError";
}

/**
 * @template T
 * @param {IDBTransaction} transaction
 * @param {(store: (name: string) => IDBObjectStore) => IDBRequest<T> | void} deed
 * @returns {Promise<T>}
 */
function run(transaction, deed) {
  return new Promise((resolve, reject) => {
    const request = deed((name) => transaction.objectStore(name));
    transaction.oncomplete = () => resolve(/** @type {T} */ (request ? request.result : undefined));
    transaction.onabort = () => reject(transaction.error); // a full disk too: QuotaExceededError
    transaction.onerror = () => undefined; // aborts it
  });
}
