// Whose phone it is: the demo's members, a stranger, or any number; and the network of its line.

import { fill, find, h } from "./dom.js";
import { choose, chooseNetwork, here } from "./world.js";

export function start() {
  const { people, networks } = here.start;
  fill(find("people"), people.map(person));
  for (const [place, network] of networks.entries()) {
    find("networks").append(h("label", {}, h("input", { type: "radio", name: "network", value: network.code, checked: place === 0,
      onchange: () => chooseNetwork(network.code) }), h("span", {}, network.name)));
  }
  find("other").addEventListener("submit", other);
  find("people").querySelector("input").checked = true;
  choose(people[0].phone, people[0].name);
}

function person({ phone, name, note }, place) {
  return h("label", { class: "person" },
    h("input", { type: "radio", name: "person", value: phone, onchange: () => choose(phone, name) }),
    h("span", { class: `face face-${place % 6}`, "aria-hidden": "true" }, initials(name)),
    h("span", { class: "about" }, h("b", {}, name), h("small", {}, `${local(phone)} · ${note}`)));
}

const initials = (name) => name.split(" ").map((part) => part[0]).join("").slice(0, 2);
const local = (phone) => phone.replace(/^\+254(\d{3})(\d{3})(\d{3})$/, "0$1 $2 $3");

function other(event) {
  event.preventDefault();
  const digits = find("number").value.replaceAll(/[\s().-]/g, "");
  const whole = digits.startsWith("0") ? `+254${digits.slice(1)}` : digits.startsWith("254") ? `+${digits}` : digits;
  const fits = /^\+254\d{9}$/.test(whole);
  find("number-wrong").textContent = fits ? "" : "Please type a phone number, for example 0700 000 077.";
  if (!fits) return;
  for (const radio of find("people").querySelectorAll("input")) radio.checked = radio.value === whole;
  choose(whole, here.start.people.find((person) => person.phone === whole)?.name || local(whole));
}
