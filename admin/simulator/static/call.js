// A call: what is said stands as captions and can be read aloud; she presses keys, or says words where they are heard.

import * as counters from "./counters.js";
import { fill, h, toast } from "./dom.js";
import { relay } from "./relay.js";
import { slab, thread, toEnd } from "./slab.js";
import { here, look, on } from "./world.js";

const KEYS = ["1", "2", "3", "4", "5", "6", "7", "8", "9", "*", "0", "#"];
const PIN_KEYS = 4;
const OPERATORS = [["africastalking", "Africa's Talking: keys"], ["twilio", "Twilio: keys and speech"]];

const state = { call: "", keys: "", digits: 0, finish: "#", speech: false, began: 0, busy: false };
let captions;
let note;
let parts;

export function build() {
  captions = thread("What is said in the call");
  note = h("p", { class: "absent", hidden: true });
  const aloud = h("input", { type: "checkbox", id: "aloud" });
  const operator = h("select", { id: "operator" }, OPERATORS.map(([value, name]) => h("option", { value }, name)));
  const pressed = h("p", { class: "pressed", "aria-live": "polite" });
  const pad = h("div", { class: "call-pad", role: "group", "aria-label": "Keys of the call" }, KEYS.map((key) => h("button", { type: "button", onclick: () => press(key) }, key)));
  const words = h("input", { type: "text", "aria-label": "Say something", placeholder: "Say something", autocomplete: "off", maxlength: "200" });
  const speech = h("form", { class: "composer", hidden: true, onsubmit: (event) => { event.preventDefault(); say(words); } }, words, h("button", { type: "submit" }, "Say"));
  const call = h("button", { type: "button", class: "ring", onclick: begin }, "Call");
  const end = h("button", { type: "button", class: "hang", onclick: hangUp }, "Hang up");
  const silent = h("button", { type: "button", onclick: () => respond({}) }, "Say nothing");
  parts = { operator, pressed, pad, speech, call, end, silent, aloud };
  return h("div", { class: "device" },
    slab("Call", [h("b", {}, here.start.house.name), h("small", {}, here.start.house.voice)], captions, note, pressed, pad, speech, h("div", { class: "call-keys" }, call, silent, end)),
    h("div", { class: "below column" }, h("label", { for: "operator" }, "Carried by ", operator), h("label", { class: "tick" }, aloud, h("span", {}, "Read aloud"))));
}

export function start() {
  on("leaving", () => state.call && hangUp());
  on("chosen", () => {
    note.hidden = true;
    fill(captions, h("p", { class: "quiet" }, "Call, and listen."));
  });
  document.addEventListener("keydown", keyed);
  draw();
}

function keyed(event) {
  if (parts.pad.closest("[hidden]") || !state.call || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.target.closest("input:not([type=radio], [type=checkbox]), select") || !KEYS.includes(event.key)) return;
  event.preventDefault();
  press(event.key);
}

async function begin() {
  note.hidden = true;
  fill(captions);
  state.began = performance.now();
  await go(relay("call/begin", { phone: here.phone, operator: parts.operator.value }));
}

async function respond(what) {
  caption(what.keys ? `Pressed ${what.keys.length < PIN_KEYS ? what.keys : "●".repeat(what.keys.length)}` : what.speech || "…", "mine");
  state.keys = "";
  counters.typed();
  await go(relay("call/respond", { call: state.call, ...what }));
}

async function go(asked) {
  state.busy = true;
  draw();
  try {
    const said = await asked;
    if (!said.connected) absent(said.status);
    else {
      for (const sound of said.sounds) heard(sound);
      if (said.ends) over();
    }
    Object.assign(state, { call: said.ends ? "" : said.call, digits: said.digits || 0, finish: said.finish ?? "#", speech: Boolean(said.speech) });
  } catch (trouble) {
    state.call = "";
    toast(trouble.message);
  }
  state.busy = false;
  draw();
  look();
}

function over() {
  caption("The call is over.", "end");
  counters.pay(Math.ceil((performance.now() - state.began) / 60_000) * here.start.prices.call_minute);
}

function heard(sound) {
  const words = sound.say ?? (sound.play ? `♪ ${sound.play}` : "dial" in sound ? `Connecting you to ${sound.dial}` : "The call was not taken.");
  caption(words, "");
  if (parts.aloud.checked && sound.say && "speechSynthesis" in window) speechSynthesis.speak(new SpeechSynthesisUtterance(sound.say));
}

function caption(words, look) {
  captions.querySelector(".quiet")?.remove();
  captions.append(h("div", { class: `bubble ${look}` }, h("p", {}, words)));
  toEnd(captions);
}

function press(key) {
  if (!state.call || state.busy) return;
  if (key === state.finish && state.keys) return respond({ keys: state.keys });
  state.keys += key;
  if (state.digits && state.keys.length >= state.digits) return respond({ keys: state.keys });
  draw();
}

function say(words) {
  const speech = words.value.trim();
  words.value = "";
  if (speech && state.call) respond({ speech });
}

function hangUp() {
  const seconds = Math.round((performance.now() - state.began) / 1000);
  window.speechSynthesis?.cancel();
  if (state.call) {
    relay("call/end", { call: state.call, seconds }, { keepalive: true }).catch(() => undefined);
    over();
  }
  Object.assign(state, { call: "", keys: "", busy: false });
  draw();
}

function draw() {
  const talking = Boolean(state.call);
  parts.pressed.textContent = state.digits === PIN_KEYS ? "●".repeat(state.keys.length) : state.keys;
  parts.call.hidden = talking || state.busy;
  parts.end.hidden = !talking && !state.busy;
  parts.silent.hidden = !talking;
  parts.speech.hidden = !talking || !state.speech;
  parts.operator.disabled = talking;
  for (const key of parts.pad.children) key.disabled = !talking || state.busy;
}

function absent(status) {
  note.textContent = status === 404 ? "This call is not connected here: its webhook answers 404." : `The webhook of calls answered ${status || "nothing"}.`;
  note.hidden = false;
  fill(captions);
}
