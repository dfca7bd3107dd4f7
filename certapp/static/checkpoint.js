// A hand scanner types wherever the focus is: what is typed outside a field goes to the QR field.

const field = document.querySelector(".scan-text input:not([type=hidden])");

document.addEventListener("keydown", (event) => {
  const typed = event.key.length === 1 && !event.ctrlKey && !event.metaKey && !event.altKey;
  if (typed && !event.target.closest("input, textarea, select, button, a, [contenteditable]")) field.focus();
});

// The field is ready for the next paper as soon as somebody looks at this page again.
window.addEventListener("focus", () => {
  if (document.activeElement === document.body) field.focus();
});
