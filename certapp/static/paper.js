// The page of the office's paper: the picture follows what is written, fields are inserted by a tap, defaults
// come back at once. Without this script the buttons do the same by sending the form.
const form = document.getElementById("paper");
const faults = document.getElementById("preview-faults");
const page = document.getElementById("preview-page");
const PAUSE = 500; // milliseconds without a key, before the page is drawn
let timer;
let asked;

// A document, not a text to be made into one: of that kind there is none here (Trusted Types).
function sent(body, signal) {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.responseType = "document";
    request.addEventListener("loadend", () => (request.response ? resolve(request.response) : reject(request)));
    signal.addEventListener("abort", () => request.abort());
    request.open("POST", form.action);
    request.send(body);
  });
}

async function draw() {
  clearTimeout(timer);
  asked?.abort();
  asked = new AbortController();
  page.classList.add("is-old");
  const body = new FormData(form);
  body.set("do", "preview");
  let answer;
  try {
    answer = await sent(body, asked.signal);
  } catch {
    return; // another one is asked for, or the network is away: the old picture stays, pale
  }
  const told = answer.getElementById("preview-faults");
  if (!told) return; // signed out meanwhile, for instance; sending the form will tell
  faults.replaceChildren(...told.childNodes);
  const picture = answer.querySelector("#preview-page img");
  if (!picture) return;
  page.replaceChildren(picture);
  page.classList.remove("is-old");
}

form.addEventListener("input", () => {
  clearTimeout(timer);
  timer = setTimeout(draw, PAUSE);
});

form.addEventListener("click", (event) => {
  const button = event.target.closest("button[name=do]");
  if (button?.value === "preview") {
    event.preventDefault();
    draw();
    document.getElementById("preview").scrollIntoView();
  } else if (button?.value.startsWith("reset:")) {
    event.preventDefault();
    const area = form.elements[button.value.slice("reset:".length)];
    area.value = area.dataset.default;
    area.dispatchEvent(new Event("input", { bubbles: true }));
    area.focus();
  }
});

// From the picture back to where one was writing.
let written = form.querySelector("textarea");
form.addEventListener("focusin", (event) => {
  if (event.target.matches("textarea, input")) written = event.target;
});
document.querySelector(".paper-back a").addEventListener("click", (event) => {
  event.preventDefault();
  written.scrollIntoView({ block: "center" });
  written.focus();
});

// The fields stand below the part that is being written.
const list = document.getElementById("fields");
const palette = document.createElement("div");
palette.className = "paper-palette";
palette.setAttribute("role", "group");
palette.setAttribute("aria-label", list.dataset.insert);
for (const { textContent: name } of list.querySelectorAll("[data-field]")) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "paper-field";
  button.textContent = name.replace(/[{}]/g, "").replaceAll("_", " ").trim();
  button.title = name;
  button.addEventListener("click", () => {
    const area = palette.parentElement.querySelector("textarea");
    area.setRangeText(name, area.selectionStart, area.selectionEnd, "end");
    area.dispatchEvent(new Event("input", { bubbles: true }));
    area.focus();
  });
  palette.append(button);
}
for (const part of form.querySelectorAll(".paper-part")) {
  part.addEventListener("focusin", () => {
    if (palette.parentElement !== part) part.querySelector(".field").after(palette);
  });
}
