// The scanner: the camera's texts become verdicts, verdicts become checks, checks go to the office.

import { startCamera } from "./camera.js";
import { isFull } from "./database.js";
import { DecodeError, decodeFile } from "./decoder.js";
import { invitationIn } from "./enrolment.js";
import { listenToHandScanner } from "./hand-scanner.js";
import { choose, chosen, translator } from "./messages.js";
import { askPerson } from "./person.js";
import { Phone } from "./phone.js";
import { Screen } from "./screen.js";
import { unlockSound } from "./signals.js";
import { keepOnPhone } from "./updates.js";
import { showVerdict } from "./verdict-view.js";

const REDRAW = 30_000; // milliseconds: the age of the lists grows

const host = /** @type {HTMLElement} */ (document.getElementById("app"));
let lang = chosen();
let t = translator(lang);
let kept = false;
let tight = false;
/** @type {Phone | null} */
let phone = null;
/** @type {import("./sync.js").State | null} */
let state = null;
/** @type {import("./camera.js").Camera | null} */
let camera = null;
/** @type {((text: string) => void) | null} takes the next text instead of the verdict: the ID card's */
let taker = null;
/** @type {import("./verdict-view.js").View | null} */
let shown = null;
let busy = false;

const screen = new Screen(host, {
  onText: (text) => void take(text),
  onFile: (file) => void takeFile(file),
  onLanguage(code) {
    choose((lang = code));
    t = translator(lang);
    draw();
  },
  onCamera: () => void openCamera(),
  onVisit: () => void phone?.sync?.visit(),
});

function draw() {
  const clockWrong = phone?.clock.isWrong ?? false;
  const now = phone?.clock.now ?? null;
  const listAge = now === null ? null : (phone?.lists.age(now) ?? null);
  screen.draw({ enrolment: phone?.enrolment ?? null, state, now, listAge, clockWrong, tight, kept, t, lang });
}

async function openCamera() {
  const opened = await startCamera(screen.video, {
    onText: (text) => void take(text),
    onTrouble: (code) => screen.showTrouble(code),
    onChange: (changed) => screen.showCamera(changed),
  });
  camera = opened;
  if (opened) screen.showCamera(opened);
}

/** No thumb is needed beside a scanner in the hand: its next paper sends the last verdict away. @param {string} text */
function takeScanned(text) {
  if (!taker) shown?.finish();
  void take(text);
}

/** @param {string} text */
async function take(text) {
  if (taker) return taker(text);
  if (busy || !phone) return;
  busy = true;
  camera?.pause();
  try {
    const invitation = invitationIn(text);
    if (invitation) await joinBy(invitation);
    else if (phone.enrolment) return await check(text); // goes on when the guard has seen the verdict
    else screen.notes.tell("join", { key: "scan.join_first" });
  } catch (error) {
    screen.notes.tell("fault", { key: isFull(error) ? "scan.full" : "scan.fault" });
    if (!isFull(error)) {
      goOn();
      throw error;
    }
  }
  goOn();
}

function goOn() {
  busy = false;
  camera?.resume();
  void phone?.sync?.visit();
}

/** @param {string} text */
async function check(text) {
  if (!phone) return;
  const judged = await phone.judge(text);
  const { verdict, outside, watch, now } = judged;
  const isOutside = outside.hours || outside.places;
  const begun = Phone.isCheck(judged) ? await phone.log.begin(verdict, isOutside) : null;
  for (const name of ["fault", "join"]) screen.notes.tell(name, null);
  void phone.sync?.recount();
  const view = showVerdict(
    host,
    { verdict, outside, watch, now, t, lang, listAge: verdict.statusAge ?? phone.lists.age(now), place: phone.enrolment?.checkpoint.place },
    {
      async onDirection(direction, note) {
        if (begun) await phone?.log.decide(begun, direction, note);
      },
      onDone() {
        if (begun && phone?.log.isOpen(begun)) void phone.log.decide(begun, null, "");
        shown = null;
        void lookAtRoom();
        goOn();
      },
      onIdCard: verdict.claims ? comparePerson : undefined,
    },
  );
  shown = view;

  function comparePerson() {
    if (!verdict.claims) return;
    view.hide();
    camera?.resume();
    const end = () => {
      taker = null;
      camera?.pause();
    };
    const asking = askPerson(host, { travel: verdict.claims.travel, t }, {
      onResult(found) {
        end();
        view.showPerson(found);
      },
      onCancel() {
        end();
        view.reopen();
      },
    });
    taker = asking.take;
  }
}

/** Tells of little room before a check is lost. */
async function lookAtRoom() {
  if (phone?.enrolment) tight = !(await phone.log.room.keep());
  draw();
}

/** @param {import("./enrolment.js").Invitation} invitation */
async function joinBy(invitation) {
  try {
    await phone?.join(invitation);
    for (const name of ["removed", "unknown"]) screen.notes.tell(name, null);
    screen.notes.tell("join", { key: "scan.joined", values: { checkpoint: phone?.enrolment?.checkpoint.name ?? "" } });
    await phone?.sync?.start();
  } catch (error) {
    const code = error instanceof Error ? error.message : "";
    const key = `scan.join_fault.${code}`;
    screen.notes.tell("join", { key: t(key) === key ? "scan.join_fault.trouble" : key });
  }
  history.replaceState(null, "", location.pathname + location.search); // the code is used up, or of no use
  draw();
}

/** @param {File} file */
async function takeFile(file) {
  try {
    const texts = await decodeFile(file);
    const [text] = texts;
    if (text === undefined) return screen.showTrouble("file_no_code");
    await take(text);
  } catch (error) {
    if (!(error instanceof DecodeError)) throw error;
    screen.showTrouble(error.code);
  }
}

/** @param {import("./sync.js").State | null} news */
function onState(news) {
  state = news;
  screen.notes.tell("unknown", news?.network === "unknown" ? { key: "scan.unknown" } : null);
  if (news?.full) tight = true;
  if (news?.network === "removed" && phone?.enrolment) {
    screen.notes.tell("removed", { key: "scan.removed" });
    void phone.forget().then(draw);
  }
  draw();
}

async function begin() {
  draw();
  document.addEventListener("pointerdown", unlockSound);
  listenToHandScanner(takeScanned);
  try {
    phone = await Phone.open(host.dataset.version ?? "", onState);
  } catch (error) {
    console.error(error);
    return screen.notes.tell("store", { key: "scan.no_store" });
  }
  await lookAtRoom();
  void openCamera();
  const invitation = invitationIn(location.href);
  if (invitation) await joinBy(invitation);
  else if (phone.enrolment) void phone.sync?.start();
  window.setInterval(() => void lookAtRoom(), REDRAW);
  kept = await keepOnPhone(draw, (takeOver) =>
    screen.notes.tell("newer", { key: "scan.newer", press: { key: "scan.take_newer", deed: takeOver } }),
  ).catch(() => false); // such as in a private window: it then works with a network only, and the panel says so
  draw();
  host.dataset.ready = "";
}

addEventListener("hashchange", () => {
  const invitation = invitationIn(location.href);
  if (invitation) void joinBy(invitation);
});
await begin();
