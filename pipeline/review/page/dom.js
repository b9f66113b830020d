// Elements are made here and nowhere else; what comes from articles is only ever a text node or a value.

function el(tag, properties = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else if (name === "value") node.value = value;
    else node.setAttribute(name, value === true ? "" : value);
  }
  node.append(...present(children));
  return node;
}

const present = (children) => children.flat().filter((child) => child !== null && child !== undefined && child !== "");
const fill = (node, ...children) => node.replaceChildren(...present(children));

const byId = (id) => document.getElementById(id);

function button(label, onclick, properties = {}) {
  return el("button", { type: "button", onclick, ...properties }, label);
}

function option(value, label, selected = false) {
  return el("option", { value, selected }, label);
}

const shortened = (words, most) => (words.length > most ? `${words.slice(0, most - 1).trimEnd()}…` : words);
const plural = (count, noun) => `${count.toLocaleString("en")} ${noun}${count === 1 ? "" : "s"}`;

// Fills a list in steps, so that a thousand entries cost no more than those that are looked at.
function fillInSteps(list, entries, make, step = 150) {
  let shown = 0;
  const more = button("Show more", () => extend());
  function extend() {
    more.parentNode?.remove();
    list.append(...entries.slice(shown, shown + step).map(make));
    shown += step;
    if (shown < entries.length) list.append(el("li", { class: "more" }, more));
  }
  list.replaceChildren();
  extend();
}
