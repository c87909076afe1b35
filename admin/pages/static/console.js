// What makes the console quicker for whoever has a keyboard; every page works without it.
"use strict";

// "/" goes to the search box, as long as nobody is typing.
document.addEventListener("keydown", (event) => {
  const typing = event.target.closest("input, select, textarea");
  if (event.key === "/" && !typing && !event.ctrlKey && !event.metaKey && !event.altKey) {
    event.preventDefault();
    document.getElementById("find")?.focus();
  }
});

// On a small screen the menu is closed until it is asked for.
const menu = document.querySelector("details.menu");
if (menu && matchMedia("(max-width: 48rem)").matches) menu.open = false;

// A form is sent once, however often its button is pressed; its key would make it one anyway.
document.addEventListener("submit", (event) => {
  if (event.target.method !== "post") return;
  for (const button of event.target.querySelectorAll("button")) {
    setTimeout(() => { button.disabled = true; }, 0);
    setTimeout(() => { button.disabled = false; }, 8000);
  }
});

// What is printed is asked for by a button.
document.addEventListener("click", (event) => {
  if (event.target.closest("[data-print]")) window.print();
});

// <section data-refresh="5"> is fetched again every so many seconds while somebody looks at it.
for (const part of document.querySelectorAll("[data-refresh][id]")) {
  setInterval(async () => {
    if (document.hidden || part.contains(document.activeElement)) return;
    const reply = await fetch(location.href, { headers: { "X-Part": part.id } }).catch(() => null);
    if (!reply?.ok || reply.redirected) return;
    const fresh = new DOMParser().parseFromString(await reply.text(), "text/html").getElementById(part.id);
    if (fresh && fresh.innerHTML !== part.innerHTML) part.replaceChildren(...fresh.childNodes);
  }, Number(part.dataset.refresh) * 1000);
}

// A table that is wider than the screen can be moved by keys as well.
for (const part of document.querySelectorAll(".wide")) if (part.scrollWidth > part.clientWidth) part.tabIndex = 0;
