// A feature phone with seven lines: it dials, answers menus, loses the line, and shows what M-PESA asks.

import * as counters from "./counters.js";
import { find, h, toast } from "./dom.js";
import { Taps, flash, keypad, ofKeyboard } from "./keys.js";
import { lcd } from "./lcd.js";
import { answer, promptWords } from "./prompt.js";
import { relay } from "./relay.js";
import { here, look, on, personOf, tell } from "./world.js";

const MOST_TYPED = 80;
const READING_MILLISECONDS = 3500;
const SPEED = [["", "Menu"], ["1", "Balance"], ["2", "Borrow"], ["3", "Repay"], ["4", "Save"], ["5", "Withdraw"], ["6", "More"], ["8", "Sign"]];

const state = { mode: "idle", typed: "", words: "", session: "", text: "", pin: "", prompt: null, endedAt: 0, keyAt: 0, unread: 0 };
const taps = new Taps();
let screen;
let device;
let hop = 0;

const code = () => here.start.house.code;
const inSession = () => state.mode === "menu" || (state.mode === "waiting" && state.session !== "");

export function build() {
  screen = lcd();
  device = h("div", { class: "handset", role: "group", "aria-label": "Feature phone" },
    h("div", { class: "ear", "aria-hidden": "true" }), screen.node, keypad(pressed));
  const chips = SPEED.map(([beyond, name]) => {
    const whole = beyond ? code().replace("#", `*${beyond}#`) : code();
    return h("button", { type: "button", class: "chip", onclick: () => quick(whole) }, h("b", {}, name), h("span", {}, whole));
  });
  const drop = h("button", { type: "button", class: "drop", id: "drop", onclick: () => cut("The line dropped.") }, "Drop the line");
  return h("div", { class: "device" }, device,
    h("div", { class: "below" }, drop, h("p", { class: "hint", id: "hint" })),
    h("div", { class: "quick", role: "group", "aria-label": "Speed dial" }, chips));
}

function quick(whole) {
  if (inSession()) hangUp();
  dial(whole);
  screen.focus();
}

export function start() {
  on("leaving", () => inSession() && end("Incomplete", { keepalive: true }));
  on("chosen", ({ name }) => {
    idle();
    const pin = here.start.pin && name !== "A stranger" && personOf(here.phone) ? `PIN ${here.start.pin}. ` : "";
    find("hint").textContent = `${pin}Your keyboard presses the keys, too.`;
  });
  on("network", () => draw());
  on("unread", ({ count }) => (state.unread = count));
  on("seen", seen);
  document.addEventListener("keydown", keyed);
  addEventListener("pagehide", () => inSession() && end("Incomplete", { keepalive: true }));
  setInterval(tick, 500);
  draw();
}

function tick() {
  if (inSession() && find("cuts").checked) {
    const { idle_seconds: idleSeconds, session_seconds: most } = here.network;
    if (counters.milliseconds() > most * 1000) cut(`${here.network.name} cut the line: ${most} seconds are over.`);
    else if (performance.now() - state.keyAt > idleSeconds * 1000) cut(`${here.network.name} cut the line: no key for ${idleSeconds} seconds.`);
  }
  if (state.mode === "idle") draw();
}

// Keys

function keyed(event) {
  if (device.closest("[hidden]") || event.defaultPrevented) return;
  const on = event.target;
  if (on.closest("input:not([type=radio]):not([type=checkbox]), textarea, select")) return;
  const key = ofKeyboard(event);
  if (key === null) return;
  const choosing = on.closest("[role=tab], input");
  if (choosing && ["up", "down"].includes(key)) return;
  if (on.closest("button, a, summary") && (key === "ok" || key.letter === " ")) return;
  if (choosing && key.letter === " ") return;
  event.preventDefault();
  if (choosing) screen.focus();
  if (key.letter) letter(key.letter);
  else {
    flash(device, key === "ok" ? "call" : key);
    act(key);
  }
}

function pressed(key, { byHand }) {
  if (byHand) screen.focus();
  if (state.mode === "menu" && key === "#") taps.switch();
  else if (state.mode === "menu" && taps.on && /\d/.test(key)) type(taps.press(state.typed, key));
  else act(key);
  draw();
}

function letter(character) {
  if (state.mode === "menu") type(state.typed + character);
}

function act(key) {
  state.keyAt = performance.now();
  if (key === "up" || key === "down") return screen.scroll(key);
  const doings = { idle: onIdle, menu: onMenu, waiting: onWaiting, ended: onEnded, dropped: onEnded, prompt: onPrompt };
  doings[state.mode](key);
  draw();
}

function type(words) {
  state.keyAt = performance.now();
  state.typed = words.slice(0, MOST_TYPED);
  draw();
}

const digit = (key) => /^[0-9*#+]$/.test(key);

function onIdle(key) {
  if (digit(key)) type(state.typed + key);
  else if (key === "clear" || key === "right") type(state.typed.slice(0, -1));
  else if (key === "end") type("");
  else if (key === "left" && state.typed === "") tell("show", { tab: "sms" });
  else if (state.typed !== "") dial(state.typed);
  else if (key === "call") type(code());
}

function onMenu(key) {
  if (digit(key)) type(state.typed + key);
  else if (key === "clear" || (key === "right" && state.typed)) type(state.typed.slice(0, -1));
  else if (key === "end" || key === "right") hangUp();
  else if (state.typed !== "") send();
}

function onWaiting(key) {
  if (key === "end") hangUp();
}

function onEnded(key) {
  const again = digit(key);
  idle();
  if (again) type(key);
}

function onPrompt(key) {
  if (/\d/.test(key)) state.pin = (state.pin + key).slice(0, 4);
  else if (key === "clear") state.pin = state.pin.slice(0, -1);
  else if (key === "right" || key === "end") settle("cancels");
  else if (state.pin.length === 4) settle(state.pin === "0000" ? "wrong_pin" : "pays");
}

// The line

async function dial(whole) {
  if (!here.phone) return toast("Choose whose phone it is first.");
  const mine = (hop += 1);
  Object.assign(state, { mode: "waiting", typed: "", words: "", session: "", text: "" });
  draw();
  await answered(mine, relay("ussd/dial", { phone: here.phone, network: here.network.code, code: whole }));
}

async function send() {
  const typed = state.typed.trim();
  const mine = (hop += 1);
  counters.typed();
  Object.assign(state, { mode: "waiting", typed: "", text: state.text ? `${state.text}*${typed}` : typed });
  draw();
  await answered(mine, relay("ussd/answer", { ...line(), text: state.text }));
}

const line = () => ({
  phone: here.phone, network: here.network.code, session: state.session, milliseconds: counters.milliseconds(),
});

async function answered(mine, asked) {
  const sent = performance.now();
  let said;
  try {
    said = await asked;
  } catch (trouble) {
    return failed(mine, trouble.message);
  }
  if (mine !== hop) return;
  if (!said.known) return failed(mine, "Connection problem or invalid MMI code.");
  if (!said.words) return failed(mine, `The service did not answer (${said.status || "no connection"}).`);
  if (!state.session) counters.began();
  counters.answered({ milliseconds: Math.round(performance.now() - sent), words: said.words, kind: said.ends ? "END" : "CON" });
  Object.assign(state, { mode: said.ends ? "ended" : "menu", words: said.words, session: said.session, text: said.text, keyAt: performance.now() });
  taps.on = false;
  if (said.ends) {
    counters.ended();
    state.endedAt = performance.now();
  }
  draw();
  look();
}

function failed(mine, words) {
  if (mine !== hop) return;
  counters.ended();
  Object.assign(state, { mode: "dropped", words, session: "", endedAt: performance.now() });
  draw();
}

function end(status, how = {}) {
  hop += 1;
  const body = { ...line(), text: state.text, status, shown: state.words };
  counters.ended();
  return relay("ussd/end", body, how).catch(() => undefined);
}

function hangUp() {
  end("Incomplete");
  idle();
}

function cut(why) {
  if (!inSession()) return;
  end("Incomplete");
  Object.assign(state, { mode: "dropped", words: `${why}\nDial again to go on where you were.`, session: "", typed: "" });
  draw();
}

function idle() {
  Object.assign(state, { mode: "idle", typed: "", words: "", session: "", text: "", pin: "", prompt: null });
  taps.on = false;
  draw();
  if (here.seen) seen(here.seen);
}

// M-PESA

function seen({ mpesa }) {
  const prompt = (mpesa.prompts || [])[0] || null;
  if (state.mode === "prompt" && state.prompt?.id !== prompt?.id) idle();
  const reading = performance.now() - state.endedAt < READING_MILLISECONDS;
  const free = state.mode === "idle" || ((state.mode === "ended" || state.mode === "dropped") && !reading);
  if (prompt && free) Object.assign(state, { mode: "prompt", prompt, pin: "", typed: "" });
  draw();
}

async function settle(how) {
  await answer(how);
  idle();
}

// What it shows

function draw() {
  const { mode, typed } = state;
  screen.show({
    mode, typed, letters: taps.on, unread: state.unread,
    words: mode === "prompt" ? promptWords(state.prompt) : state.words,
    pin: state.pin,
    soft: softKeys(mode, typed),
  });
  find("drop")?.toggleAttribute("disabled", !inSession());
}

function softKeys(mode, typed) {
  return {
    idle: typed ? ["Call", "Clear"] : ["Messages", ""],
    waiting: ["", "Cancel"],
    menu: ["Send", typed ? "Clear" : "Hang up"],
    ended: ["OK", ""],
    dropped: ["OK", ""],
    prompt: ["Pay", "Cancel"],
  }[mode];
}
