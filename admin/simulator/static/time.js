// The clock of the demo, and the keys that put it forward.

import { find, h, toast } from "./dom.js";
import { relay } from "./relay.js";
import { clockTime, here, look, now, shown } from "./world.js";

const JUMPS = [["minute", "+1 min"], ["hour", "+1 hour"], ["day", "+1 day"], ["month", "+30 days"]];

export function start() {
  const keys = JUMPS.map(([step, name]) => h("button", { type: "button", onclick: () => travel(step, name) }, name));
  if (here.start.travels) find("jumps").append(...keys);
  setInterval(tick, 1000);
  tick();

  async function travel(step, name) {
    const room = document.body;
    for (const key of keys) key.disabled = true;
    room.classList.add("travelling");
    try {
      await relay("time", { step });
      await look();
      find("travelled").textContent = `It is ${words()} now.`;
    } catch (trouble) {
      toast(`${name}: ${trouble.message}`);
    }
    room.classList.remove("travelling");
    for (const key of keys) key.disabled = false;
    tick();
  }
}

const words = () => `${shown(now(), { weekday: "short", day: "numeric", month: "short", year: "numeric" })}, ${clockTime(now())}`;

function tick() {
  find("clock").textContent = words();
}
