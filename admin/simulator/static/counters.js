// What a session costs: answers she types, seconds, characters, and shillings the institution pays.

import { fill, find, h } from "./dom.js";
import { here, on, shillings } from "./world.js";

const counted = { answers: 0, began: 0, lasted: 0, fast: null, characters: null, session: 0, all: 0 };
const paidFor = new Set();

// Characters outside this alphabet make a text twice as heavy; those of the extension count two.
const PLAIN = /^[@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !"#¤%&'()*+,\-./0-9:;<=>?¡A-ZÄÖÑÜ§¿a-zäöñüà^{}\\[~\]|€]*$/;
const DOUBLE = /[\^{}\\[~\]|€]/g;

export function septets(words) {
  if (!PLAIN.test(words)) return words.length * 2;
  return words.length + (words.match(DOUBLE) || []).length;
}

export function began() {
  Object.assign(counted, { answers: 0, began: performance.now(), lasted: 0, session: 0 });
  pay(here.start.prices.ussd_session);
}

export function typed() {
  counted.answers += 1;
}

export function answered({ milliseconds, words, kind }) {
  counted.fast = milliseconds;
  counted.characters = septets(`${kind} ${words}`);
}

export function ended() {
  if (counted.began) counted.lasted = milliseconds();
  counted.began = 0;
}

export const milliseconds = () => (counted.began ? Math.round(performance.now() - counted.began) : counted.lasted);

export function pay(price) {
  counted.session += price;
  counted.all += price;
}

export function tick() {
  const seconds = Math.floor(milliseconds() / 1000);
  const most = here.network.session_seconds;
  const room = counted.characters === null ? "–" : `${counted.characters} of ${here.network.screen}`;
  const rows = [
    ["Answers typed", String(counted.answers)],
    ["Session", `${minutes(seconds)} of ${minutes(most)}`, seconds / most],
    ["Screen", room, counted.characters === null ? 0 : counted.characters / here.network.screen],
    ["Answer came in", counted.fast === null ? "–" : `${counted.fast} ms`],
    ["This session", shillings(counted.session)],
    ["Since you came", shillings(counted.all)],
  ];
  fill(find("counters"), rows.map(row));
}

function row([name, value, share]) {
  const cell = h("dd", {}, value);
  if (share !== undefined) {
    const inside = h("span", { class: share > 1 ? "full over" : "full" });
    inside.style.width = `${Math.min(100, share * 100)}%`;
    cell.append(h("span", { class: "gauge", "aria-hidden": "true" }, inside));
  }
  return h("div", {}, h("dt", {}, name), cell);
}

const minutes = (seconds) => `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;

// Texts that came since the phone was taken cost, those from before were paid before.
on("seen", ({ sms }) => {
  const first = !paidFor.has(here.phone);
  paidFor.add(here.phone);
  for (const text of sms.texts) {
    if (paidFor.has(text.id)) continue;
    paidFor.add(text.id);
    if (!first) pay(text.parts * here.start.prices.sms_part);
  }
});
