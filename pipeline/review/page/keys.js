// The keyboard: single keys, none of them while a field is typed in.

const KEYS = [
  ["j", "next statement", () => step(1)],
  ["k", "previous statement", () => step(-1)],
  ["n", "next that needs review", () => step(1, (each) => each.review)],
  ["]", "next article", () => stepArticle(1)],
  ["[", "previous article", () => stepArticle(-1)],
  ["/", "search", () => { byId("search").focus(); byId("search").select(); }],
  ["e", "correct the statement", () => openEditor()],
  ["c", "copy a link to the statement", () => state.statement && copyLink(state.statement)],
  ["s", "save the corrections", () => correctionRows().length && openSaving()],
  ["r", "read", () => showView("read")],
  ["g", "charts", () => showView("charts")],
  ["?", "these keys", () => openHelp()],
];
let hasKeys = true;

function stepArticle(by) {
  const order = [...byId("articles").querySelectorAll("button[data-article]")].map((node) => Number(node.dataset.article));
  const next = order[order.indexOf(state.article) + by];
  if (next !== undefined) openListed(next);
}

function openEditor() {
  const editor = byId("editor");
  if (!editor) return;
  editor.open = true;
  editor.querySelector("input").focus();
}

function openHelp() {
  byId("help").replaceChildren(
    el("h2", { id: "help-title" }, "Keys"),
    el("dl", { class: "keys" }, KEYS.flatMap(([key, words]) => [el("dt", {}, el("kbd", {}, key)), el("dd", {}, words)])),
    el("label", { class: "check" }, el("input", { type: "checkbox", checked: hasKeys, onchange: (event) => { hasKeys = event.target.checked; } }), "use single keys"),
    el("div", { class: "actions" }, button("Close", () => byId("help").close(), { autofocus: true })));
  byId("help").showModal();
}

function onKey(event) {
  if (event.key === "Escape" && event.target.matches("input, select, textarea")) event.target.blur();
  const isTyping = event.target.matches("input:not([type=checkbox]), select, textarea");
  if (!hasKeys || isTyping || event.ctrlKey || event.metaKey || event.altKey || document.querySelector("dialog[open]")) return;
  const found = KEYS.find(([key]) => key === event.key);
  if (!found) return;
  event.preventDefault();
  found[2]();
}
