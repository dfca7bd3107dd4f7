/**
 * Decompression of a zlib stream (RFC 1950) up to a bound, over the browser's own DecompressionStream.
 */

/**
 * Decompress one whole stream that has nothing after its end.
 *
 * @param {Uint8Array<ArrayBuffer>} compressed
 * @param {number} most longest accepted result in bytes; no more is ever unpacked than a piece beyond it
 * @returns {Promise<Uint8Array<ArrayBuffer> | null>} null for another than one whole stream, and for one too long
 */
export async function inflate(compressed, most) {
  const packed = await unpacked(compressed, most);
  // Not every engine refuses bytes after the end. Without its last byte a stream is cut short, unless that byte
  // stood after the end.
  if (packed === null || (await unpacked(compressed.subarray(0, -1), most)) !== null) return null;
  return packed;
}

/**
 * @param {Uint8Array<ArrayBuffer>} compressed
 * @param {number} most
 */
async function unpacked(compressed, most) {
  const reader = new Blob([compressed]).stream().pipeThrough(new DecompressionStream("deflate")).getReader();
  /** @type {Uint8Array[]} */
  const pieces = [];
  let size = 0;
  try {
    for (let next = await reader.read(); !next.done; next = await reader.read()) {
      size += next.value.length;
      if (size > most) {
        await reader.cancel();
        return null;
      }
      pieces.push(next.value);
    }
  } catch (error) {
    if (isOfTheData(error)) return null;
    throw error;
  }
  const whole = new Uint8Array(size);
  let place = 0;
  for (const piece of pieces) {
    whole.set(piece, place);
    place += piece.length;
  }
  return whole;
}

/**
 * The Compression Standard names TypeError; Node's zlib has errors with codes of its own.
 *
 * @param {unknown} error
 */
function isOfTheData(error) {
  return error instanceof TypeError || (error instanceof Error && "code" in error && /^Z_/.test(String(error.code)));
}
