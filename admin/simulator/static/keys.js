// The keys of a feature phone: what stands on them, which real keys press them, and letters by pressing again.

import { h, icon } from "./dom.js";

const CALL = "M6.6 10.8a15 15 0 0 0 6.6 6.6l2.2-2.2a1 1 0 0 1 1-.25 11.4 11.4 0 0 0 3.6.57 1 1 0 0 1 1 1V20a1 1 0 0 1-1 1A17 17 0 0 1 3 4a1 1 0 0 1 1-1h3.5a1 1 0 0 1 1 1c0 1.25.2 2.45.57 3.57a1 1 0 0 1-.25 1z";
const END = "M12 9c-1.6 0-3.2.25-4.6.72v3.1c0 .4-.23.74-.56.9a9.6 9.6 0 0 0-2.66 1.85c-.18.18-.43.28-.7.28a1 1 0 0 1-.72-.3L.3 13.1a1 1 0 0 1-.3-.7c0-.28.12-.53.3-.71A17 17 0 0 1 12 7c4.54 0 8.66 1.8 11.7 4.7.18.17.3.42.3.7a1 1 0 0 1-.3.7l-2.47 2.46a1 1 0 0 1-.71.29.98.98 0 0 1-.7-.28 9.6 9.6 0 0 0-2.67-1.85 1 1 0 0 1-.56-.9v-3.1A15 15 0 0 0 12 9z";
const UP = "M6 15l6-6 6 6";
const DOWN = "M6 9l6 6 6-6";
const TAP_MILLISECONDS = 900;

const DIGITS = [
  ["1", ".,'-"], ["2", "abc"], ["3", "def"], ["4", "ghi"], ["5", "jkl"], ["6", "mno"],
  ["7", "pqrs"], ["8", "tuv"], ["9", "wxyz"], ["*", "+"], ["0", " "], ["#", "aA1"],
];
const LETTERS = Object.fromEntries(DIGITS.filter(([key]) => /\d/.test(key)));

const REAL = {
  Enter: "ok", Backspace: "clear", Escape: "end", ArrowUp: "up", ArrowDown: "down", F1: "left", F2: "right",
};

export function keypad(press) {
  const key = (name, label, content, look = "") =>
    h("button", { type: "button", class: `key ${look}`, "data-key": name, "aria-label": label,
      onclick: (event) => press(name, { byHand: event.detail > 0 }) }, content);
  const soft = h("div", { class: "soft-keys" },
    key("left", "Left soft key", h("span", { class: "bar" }), "soft"),
    h("div", { class: "pad" },
      key("up", "Scroll up", icon(UP, { size: 18 }), "arrow"),
      key("ok", "OK", h("span", { class: "dot" }), "middle"),
      key("down", "Scroll down", icon(DOWN, { size: 18 }), "arrow")),
    key("right", "Right soft key", h("span", { class: "bar" }), "soft"),
    key("call", "Call", icon(CALL, { size: 22, fill: true }), "green"),
    key("end", "End", icon(END, { size: 22, fill: true }), "red"));
  const digits = h("div", { class: "digits" }, DIGITS.map(([name, letters]) =>
    key(name, spoken(name), [h("b", {}, name), h("i", { "aria-hidden": "true" }, name === "0" ? "␣" : letters)])));
  return h("div", { class: "keypad" }, soft, digits);
}

const spoken = (name) => ({ "*": "Star", "#": "Hash" })[name] || name;

// Which key of the phone a real key presses; letters come as themselves.
export function ofKeyboard(event) {
  if (event.ctrlKey || event.metaKey || event.altKey) return null;
  if (REAL[event.key]) return REAL[event.key];
  if (/^[0-9*#+]$/.test(event.key)) return event.key;
  return /^[\p{L} .,'-]$/u.test(event.key) ? { letter: event.key } : null;
}

export function flash(root, name) {
  const button = root.querySelector(`[data-key="${CSS.escape(name)}"]`);
  if (!button) return;
  button.classList.add("down");
  setTimeout(() => button.classList.remove("down"), 130);
}

// Pressing 2 twice within a moment makes "b" of "a".
export class Taps {
  constructor() {
    this.on = false;
    this.last = { key: "", at: 0, times: 0 };
  }

  switch() {
    this.on = !this.on;
    this.forget();
  }

  forget() {
    this.last = { key: "", at: 0, times: 0 };
  }

  press(typed, key) {
    const letters = LETTERS[key] + key;
    const again = this.last.key === key && performance.now() - this.last.at < TAP_MILLISECONDS;
    const times = again ? this.last.times + 1 : 0;
    this.last = { key, at: performance.now(), times };
    const before = again ? typed.slice(0, -1) : typed;
    const letter = letters[times % letters.length];
    return before + (before === "" || before.endsWith(" ") ? letter.toUpperCase() : letter);
  }
}
