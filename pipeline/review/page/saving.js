// The corrections not yet in the tables: listed, taken back, and saved as a file for `onrecord correct`.

const FILE_NAME = "onrecord-corrections.csv";
let isSaved = true;

function renderPending() {
  const count = correctionRows().length;
  const node = byId("pending");
  node.hidden = !count;
  node.textContent = `Save ${plural(count, "correction")}`;
  isSaved = false;
  const undo = byId("undo");
  if (undo && state.statement) undo.hidden = !pending.has(state.statement.id);
  for (const link of byId("read").querySelectorAll("[data-number]")) {
    link.classList.toggle("corrected", pending.has(statements[Number(link.dataset.number)].id));
  }
  if (byId("saving").open) renderSaving();
}

function renderSaving() {
  const rows = correctionRows();
  byId("saving").replaceChildren(
    el("h2", { id: "saving-title" }, plural(rows.length, "correction")),
    el("ul", { class: "rows" }, rows.map(([id, field, value, , file, words]) => el("li", {},
      el("p", {}, el("b", {}, field.replaceAll("_", " ")), field === "add" ? "" : ` → ${shownValue(field, value)}`),
      button("Take back", () => takeBack(id, field), { class: "quiet" }),
      remark(`${file}: ${shortened(words, 100)}`)))),
    el("p", {}, "Save the file, then run in your project:"),
    el("pre", {}, `onrecord correct ${FILE_NAME}\nonrecord run\nonrecord review`),
    el("div", { class: "actions" },
      button("Save the file", saveFile, { id: "save-file", class: "main", autofocus: true }),
      button("Close", () => byId("saving").close())));
}

function shownValue(field, value) {
  if (!value) return "empty";
  return field === "themes" ? value.split("; ").map(themeLabel).join("; ") : value;
}

function takeBack(id, field) {
  const kept = pending.get(id);
  delete kept.fields[field];
  if (!Object.keys(kept.fields).length) pending.delete(id);
  keepStore();
  renderPanel();
  if (!pending.size) byId("saving").close();
}

function saveFile() {
  const address = URL.createObjectURL(new Blob([correctionsFile()], { type: "text/csv" }));
  el("a", { href: address, download: FILE_NAME }).click();
  setTimeout(() => URL.revokeObjectURL(address), 10000);
  isSaved = true;
}

function openSaving() {
  renderSaving();
  byId("saving").showModal();
}
