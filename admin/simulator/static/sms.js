// Text messages: what Imarisha and M-PESA sent her, and what she writes to the short code.

import * as counters from "./counters.js";
import { drawnWhenNew, fill, find, h, toast } from "./dom.js";
import { kes } from "./prompt.js";
import { relay } from "./relay.js";
import { composer, slab, thread, toEnd } from "./slab.js";
import { badge, isShown } from "./tabs.js";
import { clockTime, day, here, look, on, remembered, tell } from "./world.js";

const known = new Map();
let place;
let note;
let again;

export function build() {
  place = thread("Text messages");
  note = h("p", { class: "absent", hidden: true });
  return h("div", { class: "device" }, slab("Text messages", [h("b", {}, "Messages"), h("small", {}, `to ${here.start.house.texts}`)],
    place, note, composer("Write a text", "Write a text", send)),
    h("p", { class: "hint" }, "Texts are the receipts of everything. They can be answered: try balance, or nataka mkopo."));
}

export function start() {
  again = drawnWhenNew(place, (node, messages) => {
    fill(node, messages.length ? messages.map(bubble) : h("p", { class: "quiet" }, "No messages yet."));
    toEnd(node);
  });
  on("chosen", () => (note.hidden = true));
  on("seen", show);
}

function show({ sms, mpesa }) {
  const all = [
    ...sms.texts.map((text) => ({ id: text.id, at: text.at, from: text.from || here.start.house.name, words: text.text, parts: text.parts })),
    ...(mpesa.movements || []).map(fromMpesa),
    ...remembered("sms"),
  ].sort((one, other) => Date.parse(one.at) - Date.parse(other.at));
  again(all);
  if (sms.connected === false) absent("The gateway's sandbox does not run here, so no text can be seen.");
  count(all.filter((message) => !message.mine));
}

function fromMpesa(move) {
  const amount = `Ksh${kes(move.cents)}`;
  const house = here.start.house;
  const words = move.kind === "b2c"
    ? `${move.receipt} Confirmed. You have received ${amount} from ${house.name}.`
    : `${move.receipt} Confirmed. ${amount} sent to ${house.name} ${house.paybill} for account ${move.reference}.`;
  return { id: `mpesa ${move.id}`, at: move.done_at, from: "MPESA", words, parts: 0 };
}

function count(got) {
  const seen = known.get(here.phone);
  if (!seen || isShown("sms")) {
    known.set(here.phone, new Set(got.map(({ id }) => id)));
    return unread(0);
  }
  unread(got.filter(({ id }) => !seen.has(id)).length);
}

function unread(count) {
  badge("sms", count);
  tell("unread", { count });
}

function bubble({ mine, from, words, at, parts }) {
  const cost = parts > 1 ? ` · ${parts} parts` : "";
  return h("div", { class: mine ? "bubble mine" : "bubble" }, !mine && h("b", { class: from === "MPESA" ? "sender mpesa" : "sender" }, from),
    h("p", {}, words), h("small", {}, `${day(new Date(at))}, ${clockTime(new Date(at))}${cost}`));
}

async function send(text) {
  try {
    const said = await relay("sms/write", { phone: here.phone, network: here.network.code, text });
    if (!said.connected) return absent("Texts are not connected here: their webhook answers 404.");
    counters.typed();
    remembered("sms").push({ id: said.id, at: said.at, words: text, mine: true });
    if (said.status !== 200) toast(`The webhook answered ${said.status}.`);
    await look();
  } catch (trouble) {
    toast(trouble.message);
  }
}

function absent(words) {
  note.textContent = words;
  note.hidden = false;
}
