// A scanner held in the hand is a keyboard to the phone: it types what it reads and ends with Enter.

const PAUSE = 2000; // milliseconds: no scanner makes one within a text
const LEAST = 20; // characters: any paper and any ID card has more

/**
 * Take what such a scanner types wherever the focus is, a text field apart: that takes it by itself.
 *
 * @param {(text: string) => void} onText
 */
export function listenToHandScanner(onText) {
  let [typed, last] = ["", -Infinity];
  document.addEventListener("keydown", onKey, { capture: true }); // before a button takes the Enter for a press

  /** @param {KeyboardEvent} event */
  function onKey(event) {
    if (isField(event.target)) return;
    if (event.timeStamp - last > PAUSE) typed = "";
    last = event.timeStamp;
    if (event.key === "Enter" && typed.length >= LEAST) {
      event.preventDefault();
      event.stopPropagation();
      onText(typed);
    }
    if (event.key === " " && typed) event.preventDefault(); // of a name on a card; a button would take it for a press
    if (event.key.length === 1 && !event.ctrlKey && !event.altKey && !event.metaKey) typed += event.key;
    else if (event.key === "Enter") typed = "";
  }
}

/** @param {EventTarget | null} target */
function isField(target) {
  return target instanceof Element && target.matches("input:not([type=range], [type=file]), textarea");
}
