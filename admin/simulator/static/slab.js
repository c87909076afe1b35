// A touch phone around a thread or a call, with the sheet that M-PESA lays over it.

import { drawnWhenNew, fill, h } from "./dom.js";
import { answer, promptWords } from "./prompt.js";
import { on } from "./world.js";

export function slab(label, head, ...inside) {
  const sheet = h("div", { class: "sheet", hidden: true });
  const node = h("div", { class: "slab", role: "group", "aria-label": label },
    h("div", { class: "face-plate" }, h("div", { class: "slab-head" }, head), ...inside, sheet));
  const draw = drawnWhenNew(sheet, (place, prompt) => {
    place.hidden = !prompt;
    fill(place, prompt ? asked(prompt) : []);
  });
  on("seen", ({ mpesa }) => draw((mpesa.prompts || [])[0] || null));
  return node;
}

let count = 0;
function asked(prompt) {
  const id = `pin-${(count += 1)}`;
  const pin = h("input", { id, type: "password", inputmode: "numeric", maxlength: "4", autocomplete: "off", size: "4" });
  const pay = (event) => {
    event.preventDefault();
    if (/^\d{4}$/.test(pin.value)) answer(pin.value === "0000" ? "wrong_pin" : "pays");
    else pin.focus();
  };
  return [h("form", { class: "ask", role: "alertdialog", "aria-label": "M-PESA asks", onsubmit: pay },
    h("p", { class: "from" }, "M-PESA"), h("label", { for: id }, promptWords(prompt).split("\n").map((line) => h("span", {}, line))), pin,
    h("div", { class: "two" }, h("button", { type: "button", onclick: () => answer("cancels") }, "Cancel"), h("button", { type: "submit", class: "chosen" }, "Pay")))];
}

// A thread that stays at its newest end.
export function thread(label) {
  return h("div", { class: "thread", role: "log", "aria-label": label, tabindex: "0" });
}

export function toEnd(node) {
  node.scrollTop = node.scrollHeight;
}

export function composer(label, placeholder, send) {
  const words = h("input", { type: "text", "aria-label": label, placeholder, autocomplete: "off", maxlength: "459" });
  return h("form", { class: "composer", onsubmit: async (event) => {
    event.preventDefault();
    const text = words.value.trim();
    if (!text) return;
    words.value = "";
    await send(text);
    words.focus();
  } }, words, h("button", { type: "submit" }, "Send"));
}
