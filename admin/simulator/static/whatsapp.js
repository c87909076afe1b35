// A WhatsApp chat: bubbles with buttons, lists that open from below, and what she writes or taps.

import * as counters from "./counters.js";
import { drawnWhenNew, fill, h, toast } from "./dom.js";
import { relay } from "./relay.js";
import { composer, slab, thread, toEnd } from "./slab.js";
import { badge, isShown } from "./tabs.js";
import { clockTime, here, look, now, on, remembered } from "./world.js";

const seenBubbles = new Map();
let place;
let note;
let rows;
let again;

export function build() {
  place = thread("WhatsApp chat");
  note = h("p", { class: "absent", hidden: true });
  rows = h("div", { class: "sheet rows", hidden: true });
  const frame = slab("WhatsApp", [h("span", { class: "avatar", "aria-hidden": "true" }, "I"), h("div", {}, h("b", {}, here.start.house.name), h("small", {}, "business account"))],
    place, note, composer("Write a message", "Message", write));
  frame.classList.add("chat");
  frame.querySelector(".face-plate").append(rows);
  return h("div", { class: "device" }, frame,
    h("p", { class: "hint" }, "A PIN is never typed in a chat that keeps it: the chat asks for it by USSD."));
}

export function start() {
  again = drawnWhenNew(place, (node, bubbles) => {
    fill(node, bubbles.length ? bubbles.map(bubble) : h("p", { class: "quiet" }, "Say hello to begin."));
    toEnd(node);
  });
  on("chosen", () => {
    note.hidden = true;
    rows.hidden = true;
  });
  on("seen", ({ whatsapp }) => {
    const bubbles = [...whatsapp.bubbles, ...remembered("whatsapp")].sort((one, other) => Date.parse(one.at) - Date.parse(other.at));
    again(bubbles);
    if (!whatsapp.connected) absent();
    else note.hidden = true;
    count(whatsapp.bubbles);
  });
}

function count(bubbles) {
  const before = seenBubbles.get(here.phone) ?? bubbles.length;
  if (isShown("whatsapp") || !seenBubbles.has(here.phone)) seenBubbles.set(here.phone, bubbles.length);
  badge("whatsapp", isShown("whatsapp") ? 0 : Math.max(0, bubbles.length - before));
}

function bubble({ mine, text, at, form, rows: choices = [], choose }) {
  const time = h("small", {}, clockTime(new Date(at)));
  if (mine) return h("div", { class: "bubble mine" }, h("p", {}, text), time);
  const touch = form === "list"
    ? [h("button", { type: "button", class: "touch", onclick: () => open(choices, choose) }, choose || "Choose")]
    : choices.map((row) => h("button", { type: "button", class: "touch", onclick: () => tap(row) }, row.title));
  return h("div", { class: "bubble" }, h("p", {}, text), time, touch.length ? h("div", { class: "touches" }, touch) : null);
}

function open(choices, title) {
  const close = () => (rows.hidden = true);
  fill(rows, h("div", { role: "dialog", "aria-label": title || "Choose" },
    h("p", { class: "from" }, title || "Choose"),
    h("ul", {}, choices.map((row) => h("li", {}, h("button", { type: "button", onclick: () => { close(); tap(row); } }, h("b", {}, row.title), row.description && h("small", {}, row.description))))),
    h("button", { type: "button", class: "close", onclick: close }, "Close")));
  rows.hidden = false;
  rows.querySelector("button").focus();
}

const write = (text) => said("whatsapp/write", { phone: here.phone, text }, text);
const tap = (row) => said("whatsapp/tap", { phone: here.phone, row: row.id }, row.title);

async function said(path, body, text) {
  // Before the relay answers: by then our own answer may be there, and it stands below.
  const at = now().toISOString();
  try {
    const answer = await relay(path, body);
    if (!answer.connected) return absent();
    counters.typed();
    remembered("whatsapp").push({ mine: true, text, at });
    await look();
  } catch (trouble) {
    toast(trouble.message);
  }
}

function absent() {
  note.textContent = "WhatsApp is not connected here: no sandbox of Meta's runs beside this server.";
  note.hidden = false;
}
