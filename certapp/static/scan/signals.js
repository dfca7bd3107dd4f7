// What a guard hears and feels without looking: a yes, a no and a "wait" that cannot be taken for each other.

/** @typedef {"pass" | "stop" | "hold"} Tone */

/**
 * Notes as [hertz, start, length] in seconds; vibration as milliseconds on, off, on ….
 *
 * A yes rises and is over at once; a no is low, harsh and comes three times; a wait stays on one note, twice.
 *
 * @type {Record<Tone, {wave: OscillatorType, notes: [number, number, number][], buzz: number[]}>}
 */
export const SIGNALS = {
  pass: { wave: "sine", notes: [[880, 0, 0.09], [1319, 0.1, 0.16]], buzz: [70] },
  stop: { wave: "square", notes: [[196, 0, 0.2], [196, 0.28, 0.2], [147, 0.56, 0.36]], buzz: [300, 100, 300, 100, 500] },
  hold: { wave: "triangle", notes: [[587, 0, 0.14], [587, 0.24, 0.14]], buzz: [140, 120, 140] },
};
const LOUDNESS = { sine: 0.6, square: 0.25, triangle: 0.6, sawtooth: 0.25, custom: 0.25 };

/** @type {AudioContext | undefined} */
let context;

/** Let the page sound: to be called from a press, before which browsers keep every page silent. */
export function unlockSound() {
  context ??= "AudioContext" in window ? new AudioContext() : undefined;
  if (context?.state === "suspended") void context.resume();
}

/**
 * Sound and vibrate.
 *
 * @param {Tone} tone
 */
export function signal(tone) {
  const { wave, notes, buzz } = SIGNALS[tone];
  // A page that nobody has touched may not vibrate, and Chromium complains of one that tries.
  if (navigator.userActivation?.hasBeenActive ?? true) navigator.vibrate?.(buzz);
  if (context?.state !== "running") return;
  for (const [hertz, start, length] of notes) play(context, wave, hertz, context.currentTime + start, length);
}

/**
 * @param {AudioContext} audio
 * @param {OscillatorType} wave
 * @param {number} hertz
 * @param {number} at
 * @param {number} length
 */
function play(audio, wave, hertz, at, length) {
  const source = new OscillatorNode(audio, { type: wave, frequency: hertz });
  const volume = new GainNode(audio, { gain: 0 });
  volume.gain.setValueAtTime(0, at);
  volume.gain.linearRampToValueAtTime(LOUDNESS[wave], at + 0.01); // no click at either end
  volume.gain.setValueAtTime(LOUDNESS[wave], at + length - 0.02);
  volume.gain.linearRampToValueAtTime(0, at + length);
  source.connect(volume).connect(audio.destination);
  source.start(at);
  source.stop(at + length);
}
