// The little screen: a bar, seven lines, what is being typed, and the names of the two soft keys.

import { fill, h } from "./dom.js";
import { clockTime, day, here, now } from "./world.js";

const LINE_PIXELS = 18;

export function lcd() {
  const net = h("span", { class: "net" });
  const time = h("span", { class: "time-of-day" });
  const body = h("div", { class: "lcd-body", tabindex: "0", role: "region", "aria-label": "Screen of the phone" });
  const words = h("div", { class: "lcd-words", "aria-live": "polite", "aria-atomic": "true" });
  const more = h("span", { class: "lcd-more", "aria-hidden": "true" }, "▼");
  const typed = h("div", { class: "lcd-typed" });
  const soft = [h("span"), h("span")];
  body.append(words);
  const node = h("div", { class: "lcd" },
    h("div", { class: "lcd-bar" }, h("span", { class: "bars", "aria-hidden": "true" }, h("i"), h("i"), h("i"), h("i")), net, time),
    h("div", { class: "lcd-middle" }, body, more), typed, h("div", { class: "lcd-soft" }, soft));

  const measure = () => more.classList.toggle("shown", body.scrollTop + body.clientHeight < body.scrollHeight - 4);
  body.addEventListener("scroll", measure);

  let before = "";
  const show = (phone) => {
    net.textContent = here.network?.name || "";
    time.textContent = here.start ? clockTime(now()) : "";
    node.dataset.mode = phone.mode;
    const drawn = drawing(phone);
    if (drawn.key !== before) {
      before = drawn.key;
      fill(words, drawn.nodes);
      body.scrollTop = 0;
    }
    fill(typed, echo(phone));
    typed.classList.toggle("empty", typed.childNodes.length === 0);
    soft.forEach((label, side) => (label.textContent = phone.soft[side]));
    measure();
  };
  return {
    node, show,
    focus: () => body.focus({ preventScroll: true }),
    scroll: (way) => (body.scrollTop += (way === "up" ? -3 : 3) * LINE_PIXELS),
  };
}

function drawing({ mode, words, typed, unread }) {
  if (mode === "idle" && typed) return { key: `dial ${typed.length > 13}`, nodes: [h("p", { class: "faint" }, "Press the green key to call.")] };
  if (mode === "idle") {
    const at = now();
    const whom = here.name && here.name !== here.phone ? here.name : "";
    return { key: `idle ${whom} ${clockTime(at)} ${day(at)} ${unread}`, nodes: [
      h("p", { class: "big" }, clockTime(at)), h("p", { class: "centre" }, day(at)),
      h("p", { class: "centre whose" }, whom), unread ? h("p", { class: "centre" }, `✉ ${unread} new ${unread === 1 ? "message" : "messages"}`) : h("p", { class: "faint centre" }, `Dial ${here.start.house.code}`)] };
  }
  if (mode === "waiting") return { key: "waiting", nodes: [h("p", { class: "centre wait" }, "USSD code running…")] };
  const title = mode === "prompt" ? [h("p", { class: "from" }, "M-PESA")] : [];
  return { key: `${mode} ${words}`, nodes: [...title, ...words.split("\n").map((line) => h("p", {}, line))] };
}

function echo({ mode, typed, letters, pin }) {
  const caret = h("span", { class: "caret", "aria-hidden": "true" });
  if (mode === "idle" && typed) return [h("span", { class: typed.length > 13 ? "dialled long" : "dialled" }, typed), caret];
  if (mode === "menu") return [h("span", { class: "reply" }, typed), caret, h("span", { class: "input-mode", "aria-hidden": "true" }, letters ? "Abc" : "123")];
  if (mode === "prompt") return [h("span", { class: "reply stars" }, "●".repeat(pin.length)), caret];
  return [];
}
