// The camera: opened, watched and read, frame after frame. Every refusal has a code, and every code a sentence.

import { openDecoder } from "./decoder.js";

const AGAIN = 1500; // milliseconds out of sight after which the same code counts as shown again
const FACING = { facingMode: { ideal: "environment" } };
const SIZE = { width: { ideal: 1280 }, height: { ideal: 720 } };
/** @type {Record<string, string>} */
const REFUSALS = {
  NotAllowedError: "camera_refused",
  SecurityError: "camera_refused",
  NotFoundError: "camera_none",
  NotReadableError: "camera_busy",
  AbortError: "camera_busy",
  OverconstrainedError: "camera_none",
};

/**
 * @typedef {object} Camera
 * @property {() => void} stop
 * @property {() => void} pause read no more codes until `resume`; the picture goes on
 * @property {() => void} resume
 * @property {boolean} hasTorch
 * @property {boolean} canFocus
 * @property {{min: number, max: number, step?: number} | null} zoom WebKit tells no step
 * @property {(on: boolean) => Promise<void>} setTorch
 * @property {{id: string, label: string}[]} cameras
 * @property {string} current id of the camera in use
 * @property {(id: string) => Promise<void>} choose
 * @property {(factor: number) => Promise<void>} setZoom
 * @property {(x: number, y: number) => Promise<void>} focusAt a point of the picture, 0 to 1 from its upper left
 */

/**
 * Open the camera and read codes from it.
 *
 * @param {HTMLVideoElement} video
 * @param {object} told
 * @param {(text: string, at: number) => void} told.onText a code came into sight; `at`: performance.now() of its frame
 * @param {(code: string) => void} told.onTrouble its sentence is at decoder.js's `troubleKey`; the camera is then closed
 * @param {(camera: Camera) => void} [told.onChange] another camera is open, with other abilities
 * @returns {Promise<Camera | null>} null where `onTrouble` was called
 */
export async function startCamera(video, { onText, onTrouble, onChange }) {
  /** @type {MediaStream | null} */
  let stream = null;
  /** @type {WakeLockSentinel | null} */
  let awake = null;
  let stopped = false;
  let paused = false;
  let [seen, seenAt] = ["", -Infinity];

  /** @param {MediaTrackConstraints} which */
  async function open(which) {
    close();
    const opened = await navigator.mediaDevices.getUserMedia({ video: { ...which, ...SIZE }, audio: false });
    if (stopped) return opened.getTracks().forEach((track) => track.stop());
    stream = opened;
    track().addEventListener("ended", () => lost("camera_ended"), { once: true });
    video.srcObject = stream;
    await video.play();
    await describe();
    // A wish: a phone that is low on battery may refuse, and lets go of it by itself when the page is hidden.
    awake = (await navigator.wakeLock?.request("screen").catch(() => null)) ?? null;
  }

  function close() {
    stream?.getTracks().forEach((each) => each.stop());
    stream = null;
  }

  const track = () => {
    const [found] = stream?.getVideoTracks() ?? [];
    if (!found) throw new Error("the camera is closed");
    return found;
  };

  /** @param {any} constraint */
  const apply = (constraint) => track().applyConstraints({ advanced: [constraint] });

  async function describe() {
    const able = /** @type {any} */ (track().getCapabilities?.() ?? {});
    camera.hasTorch = Boolean(able.torch);
    camera.zoom = able.zoom && able.zoom.max > able.zoom.min ? able.zoom : null;
    camera.canFocus = Boolean(able.pointsOfInterest || able.focusMode?.includes("single-shot"));
    camera.current = track().getSettings().deviceId ?? "";
    if (able.focusMode?.includes("continuous")) await apply({ focusMode: "continuous" }).catch(() => {}); // a wish
    const devices = await navigator.mediaDevices.enumerateDevices();
    camera.cameras = devices
      .filter((device) => device.kind === "videoinput")
      .map((device, at) => ({ id: device.deviceId, label: device.label || String(at + 1) }));
    onChange?.(camera);
  }

  /** @param {string} code */
  function lost(code) {
    if (stopped) return;
    camera.stop();
    onTrouble(code);
  }

  // A phone in a pocket needs no camera; another app may want it meanwhile.
  async function onVisibility() {
    if (document.hidden) close();
    else if (!stream && !stopped) await open(camera.current ? { deviceId: camera.current } : FACING).catch(refused);
  }

  /** @param {unknown} error */
  function refused(error) {
    lost(error instanceof DOMException ? (REFUSALS[error.name] ?? "camera_busy") : "camera_unsupported");
  }

  async function readAll() {
    const decoder = await openDecoder();
    while (!stopped) {
      const at = await nextFrame(video);
      if (stopped || paused || document.hidden || !stream || video.readyState < 2) continue;
      const texts = await decoder.read(video);
      if (!stopped && !paused) tell(texts, at);
    }
  }

  /** @param {string[]} texts @param {number} at */
  function tell(texts, at) {
    const text = texts.find((each) => each !== seen) ?? texts[0];
    if (text === undefined) return;
    const isAgain = text === seen && at - seenAt < AGAIN;
    [seen, seenAt] = [text, at];
    if (!isAgain) onText(text, at);
  }

  /** @type {Camera} */
  const camera = {
    hasTorch: false,
    canFocus: false,
    zoom: null,
    cameras: [],
    current: "",
    stop() {
      stopped = true;
      document.removeEventListener("visibilitychange", onVisibility);
      close();
      void awake?.release();
      video.srcObject = null;
    },
    pause() {
      paused = true;
    },
    resume() {
      paused = false;
      seenAt = performance.now(); // what lay before the camera all the while is not shown again
    },
    setTorch: (on) => apply({ torch: on }),
    setZoom: (factor) => apply({ zoom: factor }),
    choose: (id) => open({ deviceId: { exact: id } }).catch(refused),
    focusAt: (x, y) => apply({ pointsOfInterest: [{ x, y }], focusMode: "single-shot" }),
  };

  if (!navigator.mediaDevices?.getUserMedia) {
    lost("camera_unsupported"); // also where the page did not come over https
    return null;
  }
  document.addEventListener("visibilitychange", onVisibility);
  await open(FACING).catch(refused);
  if (stopped) return null;
  readAll().catch(() => lost("decoder"));
  return camera;
}

/**
 * Wait for the next frame of a video.
 *
 * @param {HTMLVideoElement} video
 * @returns {Promise<number>} performance.now() when it was there to be shown
 */
function nextFrame(video) {
  return new Promise((resolve) => {
    if (video.srcObject && "requestVideoFrameCallback" in video) video.requestVideoFrameCallback((now) => resolve(now));
    else requestAnimationFrame(resolve);
  });
}
