// Four devices behind four tabs; arrow keys go from one to the next.

import { find, h } from "./dom.js";
import { on } from "./world.js";

export function tabs(devices) {
  const list = find("tabs");
  const panels = find("devices");
  for (const { name, title, build } of devices) {
    list.append(h("button", { type: "button", role: "tab", id: `tab-${name}`, "aria-controls": `device-${name}`, "data-name": name, onclick: () => show(name) },
      title, h("span", { class: "badge", id: `badge-${name}`, hidden: true })));
    panels.append(h("div", { role: "tabpanel", id: `device-${name}`, "aria-labelledby": `tab-${name}` }, build()));
  }
  const names = devices.map(({ name }) => name);
  list.addEventListener("keydown", (event) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!step) return;
    event.preventDefault();
    const next = names[(names.indexOf(event.target.dataset.name) + step + names.length) % names.length];
    show(next);
    find(`tab-${next}`).focus();
  });
  on("show", ({ tab }) => {
    show(tab);
    find(`tab-${tab}`).focus();
  });
  show(names[0]);

  function show(name) {
    for (const each of names) {
      const chosen = each === name;
      const tab = find(`tab-${each}`);
      tab.setAttribute("aria-selected", String(chosen));
      tab.tabIndex = chosen ? 0 : -1;
      find(`device-${each}`).hidden = !chosen;
    }
    badge(name, 0);
    document.body.dataset.device = name;
  }
}

export const isShown = (name) => !find(`device-${name}`).hidden;

export function badge(name, count) {
  const node = find(`badge-${name}`);
  node.hidden = count === 0;
  node.textContent = count ? String(count) : "";
  find(`tab-${name}`).setAttribute("aria-label", count ? `${find(`tab-${name}`).firstChild.textContent}, ${count} new` : find(`tab-${name}`).firstChild.textContent);
}
