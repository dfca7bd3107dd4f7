// QR codes out of pictures: by the phone's own detector where it is good enough, by zxing in a worker otherwise.

/**
 * A picture that cannot be decoded; `code` has a sentence, at `troubleKey(code)`.
 */
export class DecodeError extends Error {
  /** @param {string} code @param {unknown} [cause] */
  constructor(code, cause) {
    super(code, { cause });
    this.code = code;
  }
}

/** @param {string} code of a DecodeError or of the camera; @returns {string} the key of its sentence */
export function troubleKey(code) {
  return `check.trouble.${code}`;
}

/** @typedef {{kind: "native" | "zxing", read: (source: HTMLVideoElement | ImageBitmap) => Promise<string[]>}} Decoder */

const LARGEST_FILE = 20 * 2 ** 20; // bytes
const LONGEST_SIDE = 3000; // pixels, of a photograph: 6 of them on a module of a paper that fills a third of it
const NATIVE_IN = 250; // milliseconds that the phone's own detector may take for the probe
// A QR as dense as our longest paper's, with Vietnamese letters in it: not every detector reads either.
const PROBE = new URL("./probe.png", import.meta.url);
const PROBE_TEXT = /^HTTPS:\/\/PROBE\.EXAMPLE\/V\/[A-Z2-7]{768} Đỗ Thị Ngữ$/;

// Below /scan/, as its page: only there does the service worker give it what it loads when there is no network.
const WORKER = "/scan/decode-worker.js";
const address = "trustedTypes" in window
  ? /** @type {any} */ (window).trustedTypes.createPolicy("scan-decoder", {
      createScriptURL: (/** @type {string} */ url) => url,
    }).createScriptURL(WORKER)
  : WORKER;

/** @type {Worker | undefined} */
let worker;
/** @type {Map<number, {resolve: (texts: string[]) => void, reject: (error: Error) => void}>} */
const waiting = new Map();
let last = 0;

function theWorker() {
  if (worker) return worker;
  const started = new Worker(address, { type: "module" });
  started.addEventListener("message", ({ data: { id, texts, fault } }) => {
    const asked = waiting.get(id);
    waiting.delete(id);
    if (texts) asked?.resolve(texts);
    else asked?.reject(new DecodeError("decoder", fault));
  });
  started.addEventListener("error", (event) => {
    worker = undefined; // the next picture starts another
    for (const asked of waiting.values()) asked.reject(new DecodeError("decoder", event.message));
    waiting.clear();
  });
  worker = started;
  return started;
}

/**
 * @param {ImageBitmap | ImageData} picture given away
 * @param {boolean} thorough take more time to find what is hidden
 * @returns {Promise<string[]>}
 */
function inWorker(picture, thorough) {
  const id = ++last;
  return new Promise((resolve, reject) => {
    waiting.set(id, { resolve, reject });
    theWorker().postMessage({ id, picture, thorough }, [picture instanceof ImageData ? picture.data.buffer : picture]);
  });
}

/** @param {HTMLVideoElement | ImageBitmap} source */
async function portable(source) {
  if ("OffscreenCanvas" in window) return source instanceof HTMLVideoElement ? createImageBitmap(source) : source;
  const [width, height] = source instanceof HTMLVideoElement ? [source.videoWidth, source.videoHeight] : [source.width, source.height];
  const canvas = Object.assign(document.createElement("canvas"), { width, height });
  const context = canvas.getContext("2d", { willReadFrequently: true });
  if (!context) throw new DecodeError("decoder");
  context.drawImage(source, 0, 0);
  return context.getImageData(0, 0, width, height);
}

/** @type {Decoder} */
const zxing = {
  kind: "zxing",
  read: async (source) => inWorker(await portable(source), false),
};

/** @returns {Promise<Decoder | undefined>} the phone's own detector, if it has read the probe in time */
async function nativeDecoder() {
  const Detector = /** @type {any} */ (window).BarcodeDetector;
  if (!Detector) return undefined;
  try {
    if (!(await Detector.getSupportedFormats()).includes("qr_code")) return undefined;
    const detector = new Detector({ formats: ["qr_code"] });
    const read = async (/** @type {any} */ source) =>
      (await detector.detect(source)).map((/** @type {{rawValue: string}} */ code) => code.rawValue);
    const probe = await createImageBitmap(await (await fetch(PROBE)).blob());
    await read(probe); // the first one also loads the detector
    const begun = performance.now();
    const [text] = await read(probe);
    return PROBE_TEXT.test(text ?? "") && performance.now() - begun < NATIVE_IN ? { kind: "native", read } : undefined;
  } catch {
    return undefined; // it says it is there and is not (Chromium without its service, WebKit behind a flag)
  }
}

/** @type {Promise<Decoder> | undefined} */
let chosen;

/**
 * Return the decoder for camera frames. One that fails later is replaced by zxing.
 *
 * @returns {Promise<Decoder>}
 */
export function openDecoder() {
  chosen ??= nativeDecoder().then((native) => {
    if (!native) return zxing;
    const decoder = { ...native };
    decoder.read = (source) =>
      native.read(source).catch(() => {
        Object.assign(decoder, zxing);
        return zxing.read(source);
      });
    return decoder;
  });
  return chosen;
}

/**
 * Return the texts of all QR codes in a picture file, looking long and hard.
 *
 * @param {Blob} file
 * @returns {Promise<string[]>} empty where there is none
 * @throws {DecodeError} `file_large`, `file_unreadable`, `decoder`
 */
export async function decodeFile(file) {
  if (file.size > LARGEST_FILE) throw new DecodeError("file_large");
  let picture;
  try {
    picture = await createImageBitmap(file);
  } catch (error) {
    throw new DecodeError("file_unreadable", error);
  }
  const scale = LONGEST_SIDE / Math.max(picture.width, picture.height);
  if (scale < 1) {
    const options = { resizeWidth: Math.round(picture.width * scale), resizeHeight: Math.round(picture.height * scale), resizeQuality: /** @type {const} */ ("high") };
    picture = await createImageBitmap(picture, options);
  }
  return inWorker(await portable(picture), true);
}
