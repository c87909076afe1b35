// Elements from plain data: words only ever become text, never markup.

const SVG = "http://www.w3.org/2000/svg";

export function h(tag, attributes = {}, ...children) {
  return filled(document.createElement(tag), attributes, children);
}

function filled(node, attributes, children) {
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else if (value === true) node.setAttribute(name, "");
    else if (value !== false && value !== null && value !== undefined) node.setAttribute(name, value);
  }
  node.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== false));
  return node;
}

export function icon(path, { size = 20, fill = false } = {}) {
  const shape = document.createElementNS(SVG, "path");
  shape.setAttribute("d", path);
  const svg = document.createElementNS(SVG, "svg");
  const paint = fill ? { fill: "currentColor" } : { fill: "none", stroke: "currentColor", "stroke-width": 2.2 };
  filled(svg, { viewBox: "0 0 24 24", width: size, height: size, "aria-hidden": "true", ...paint }, []);
  svg.setAttribute("stroke-linecap", "round");
  svg.setAttribute("stroke-linejoin", "round");
  svg.append(shape);
  return svg;
}

export const find = (id) => document.getElementById(id);

export function fill(node, ...children) {
  node.replaceChildren(...children.flat().filter(Boolean));
  return node;
}

// Draws again only what is new, so that nobody loses her place or her focus.
export function drawnWhenNew(node, draw) {
  let before = null;
  return (value) => {
    const now = JSON.stringify(value);
    if (now === before) return false;
    const first = before === null;
    before = now;
    draw(node, value, first);
    return true;
  };
}

let quiet;
export function toast(words) {
  const node = find("toast");
  node.textContent = words;
  node.classList.add("shown");
  clearTimeout(quiet);
  quiet = setTimeout(() => node.classList.remove("shown"), 4200);
}
