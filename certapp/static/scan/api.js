// What the phone asks the office. Every answer also tells the office's time, by which the phone's clock is measured.

const PATIENCE = 20_000; // milliseconds: a checkpoint's network is slow, and there is always a next time

/** The office did not do it; `code` is what it said, or `offline` where nobody answered. */
export class ApiError extends Error {
  /** @param {string} code @param {number} status */
  constructor(code, status) {
    super(code);
    this.code = code;
    this.status = status;
  }
}

/** @typedef {{body: any, sentAt: number, receivedAt: number, tag: string}} Answer */

/**
 * @param {string} path below /api/v1/scanner/
 * @param {{token?: string, body?: unknown, tag?: string}} [options] `body` makes it a POST; `tag` of what is held
 * @returns {Promise<Answer | null>} null: what is held is still what there is
 * @throws {ApiError}
 */
export async function ask(path, { token, body, tag } = {}) {
  const headers = new Headers(body === undefined ? {} : { "Content-Type": "application/json" });
  if (token) headers.set("Authorization", `Bearer ${token}`);
  if (tag) headers.set("If-None-Match", tag);
  const sentAt = Date.now();
  try {
    const answer = await fetch(`/api/v1/scanner/${path}`, {
      method: body === undefined ? "GET" : "POST",
      headers,
      body: body === undefined ? undefined : JSON.stringify(body),
      cache: "no-store",
      credentials: "omit",
      redirect: "error",
      signal: AbortSignal.timeout(PATIENCE),
    });
    const receivedAt = Date.now();
    if (answer.status === 304) return null;
    const told = await answer.json();
    if (!answer.ok) throw new ApiError(String(told.code ?? answer.status), answer.status);
    return { body: told, sentAt, receivedAt, tag: answer.headers.get("ETag") ?? "" };
  } catch (error) {
    if (error instanceof ApiError) throw error;
    throw new ApiError("offline", 0); // no network, too slow, cut in the middle, or not our office's answer
  }
}
