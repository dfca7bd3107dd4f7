// The scanner's parts put together as its page does, with lists that are given and nothing that is kept.
import { startCamera } from "/scan/camera.js";
import { decodeFile, openDecoder } from "/scan/decoder.js";
import { outside } from "/scan/hours.js";
import { askPerson } from "/scan/person.js";
import { showVerdict } from "/scan/verdict-view.js";
import { openStatusList } from "/scan/verifier/status-list.js";
import { openTrustList } from "/scan/verifier/trust-list.js";
import { verifyText } from "/scan/verifier/verdict.js";

const bytes = (hex) => Uint8Array.from(hex.match(/../g), (pair) => parseInt(pair, 16));
const setting = JSON.parse(document.getElementById("setting").textContent);
const video = document.querySelector("video");
const lang = new URLSearchParams(location.search).get("lang") ?? "vi";
document.documentElement.lang = lang;

window.told = []; // {text, code, state, ms} of every verdict shown, and {trouble}
window.directions = [];
let camera = null;
let asking = null;
let trusted = null;
const lists = new Map();

const t = (key, facts = {}) => {
  const text = setting.messages[lang][key];
  if (text === undefined) throw new Error(`no message ${key}`);
  return text.replace(/%\((\w+)\)s/g, (_, name) => facts[name]);
};

if (setting.trustList) {
  trusted = await openTrustList(bytes(setting.trustList), bytes(setting.root));
  for (const [uri, signed] of Object.entries(setting.statusLists ?? {})) {
    lists.set(uri, await openStatusList(bytes(signed), trusted, { uri }));
  }
}

/** Show a verdict, however it was come by. */
window.show = (verdict, more = {}) => {
  camera?.pause();
  const now = setting.now ?? Date.now() / 1000;
  const view = showVerdict(document.body, {
    verdict, now, place: setting.place ?? "", outside: outside(verdict, now, setting.place ?? ""), watch: [], t, lang,
    backAfter: null, ...more,
  }, {
    onDirection: (direction, note, person) => window.directions.push({ direction, note, person }),
    onDone: () => camera?.resume(),
    onIdCard: () => {
      view.hide();
      camera?.resume();
      const back = () => { asking = null; camera?.pause(); };
      asking = askPerson(document.body, { travel: verdict.claims.travel, t }, {
        onResult: (found) => { back(); view.showPerson(found); },
        onCancel: () => { back(); view.reopen(); },
      });
    },
  });
  return view;
};

window.take = async (text, at = performance.now()) => {
  if (asking) return asking.take(text);
  camera?.pause();
  const verdict = await verifyText(text, trusted, (uri) => lists.get(uri), setting.now ?? Date.now() / 1000);
  window.show(verdict);
  const { state } = document.querySelector("dialog").dataset;
  await new Promise((painted) => requestAnimationFrame(() => setTimeout(painted)));
  window.told.push({ text, code: verdict.code, state, ms: performance.now() - at });
};

window.begin = async () => {
  camera = await startCamera(video, { onText: window.take, onTrouble: (trouble) => window.told.push({ trouble }) });
  window.camera = camera;
};
window.decodeFile = decodeFile;
window.openDecoder = openDecoder;
window.ready = true;
