// The decoder, off the page's own thread: pictures in, the texts of their QR codes out.

import { prepareZXingModule, readBarcodes } from "./vendor/zxing-wasm/dist/es/reader/index.js";

const WASM = new URL("./vendor/zxing-wasm/dist/reader/zxing_reader.wasm", import.meta.url).href;
const ready = prepareZXingModule({ overrides: { locateFile: () => WASM }, fireImmediately: true });

// QR codes stand at any angle to it already, and ours are never white on black.
/** @type {import("./vendor/zxing-wasm/dist/es/reader/index.js").ReaderOptions} */
const QUICK = { formats: ["QRCode"], tryRotate: false, tryInvert: false, maxNumberOfSymbols: 4, textMode: "Plain" };
/** @type {import("./vendor/zxing-wasm/dist/es/reader/index.js").ReaderOptions} */
const THOROUGH = { ...QUICK, tryInvert: true, tryDenoise: true, maxNumberOfSymbols: 8 };

/** @type {OffscreenCanvasRenderingContext2D | null} */
let canvas = null;

/** @param {ImageBitmap | ImageData} picture */
function pixels(picture) {
  if (picture instanceof ImageData) return picture;
  const { width, height } = picture;
  if (canvas?.canvas.width !== width || canvas.canvas.height !== height) {
    canvas = new OffscreenCanvas(width, height).getContext("2d", { willReadFrequently: true });
  }
  if (!canvas) throw new Error("no canvas");
  canvas.drawImage(picture, 0, 0);
  picture.close();
  return canvas.getImageData(0, 0, width, height);
}

self.addEventListener("message", async ({ data: { id, picture, thorough } }) => {
  try {
    await ready;
    const found = await readBarcodes(pixels(picture), thorough ? THOROUGH : QUICK);
    self.postMessage({ id, texts: found.filter((code) => code.isValid).map((code) => code.text) });
  } catch (error) {
    self.postMessage({ id, fault: String(error) });
  }
});
