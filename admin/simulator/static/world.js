// What everybody on the page shares: whose phone it is, on which network, and what was seen of her last.

import { relay } from "./relay.js";

const POLL_MILLISECONDS = 1200;

export const world = new EventTarget();
export const here = { start: null, phone: "", name: "", network: null, seen: null, aheadOf: 0, own: new Map() };

export const tell = (what, detail = {}) => world.dispatchEvent(new CustomEvent(what, { detail }));
export const on = (what, act) => world.addEventListener(what, (event) => act(event.detail));

export async function open() {
  here.start = await relay("start");
  here.network = here.start.networks[0];
  keepTime(here.start.now);
}

export function choose(phone, name) {
  if (phone === here.phone) return;
  tell("leaving", { phone: here.phone });
  Object.assign(here, { phone, name, seen: null });
  tell("chosen", { phone, name });
  look();
}

export function chooseNetwork(code) {
  here.network = here.start.networks.find((network) => network.code === code);
  tell("network", here.network);
}

export const personOf = (phone) => here.start.people.find((person) => person.phone === phone);

// What this phone wrote itself is known to nobody else; kept until the page is closed.
export function remembered(kind) {
  const key = `${kind} ${here.phone}`;
  if (!here.own.has(key)) here.own.set(key, []);
  return here.own.get(key);
}

let looking = false;
export async function look() {
  if (!here.phone || looking) return;
  looking = true;
  const phone = here.phone;
  try {
    const seen = await relay("look", { phone });
    if (phone === here.phone) {
      here.seen = seen;
      keepTime(seen.now);
      tell("seen", seen);
    }
    tell("reached");
  } catch (trouble) {
    tell("lost", { words: trouble.message });
  } finally {
    looking = false;
  }
  if (phone !== here.phone) look();
}

export function watch() {
  setInterval(() => document.hidden || look(), POLL_MILLISECONDS);
  document.addEventListener("visibilitychange", () => document.hidden || look());
}

function keepTime(now) {
  here.aheadOf = Date.parse(now) - Date.now();
}

export const now = () => new Date(Date.now() + here.aheadOf);

const shaped = new Map();
export function shown(date, shape) {
  const key = JSON.stringify(shape);
  if (!shaped.has(key)) {
    shaped.set(key, new Intl.DateTimeFormat("en-GB", { timeZone: here.start.house.zone, hourCycle: "h23", ...shape }));
  }
  return shaped.get(key).format(date);
}

export const clockTime = (date) => shown(date, { hour: "2-digit", minute: "2-digit" });
export const day = (date) => shown(date, { weekday: "short", day: "numeric", month: "short" });

// Ten-thousandths of a shilling.
export const shillings = (price) => `KES ${(price / 10_000).toFixed(2)}`;
