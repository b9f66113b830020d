// The form that corrects the statement looked at; every change counts at once.

const SPEAKER_KINDS = ["person", "organisation", "country", "group", "document", "unknown"];
let isEditing = false;

function renderEditor(statement, detail) {
  const values = correctedValues(statement);
  const field = (name, label, node) => editorField(statement, name, label, node);
  const text = (name, label, list = null) => field(name, label, el("input", { type: "text", value: values[name], list, autocomplete: "off" }));
  const choice = (name, label, all, any = null) => field(name, label, el("select", {},
    any === null ? null : option("", any, !values[name]), all.map((value) => option(value, value, value === values[name]))));
  const day = (name, label) => field(name, label, el("input", { type: "text", inputmode: "numeric", placeholder: "YYYY-MM-DD", pattern: "\\d{4}-\\d\\d-\\d\\d", value: values[name] }));
  return el("details", { id: "editor", open: isEditing, ontoggle: (event) => { isEditing = event.target.open; } },
    el("summary", {}, pending.has(statement.id) ? "Corrected here" : "Correct"),
    text("speaker", "Speaker", "speaker-names"),
    el("div", { class: "pair" }, choice("speaker_kind", "Speaker is a", SPEAKER_KINDS, "–"), text("country", "Country")),
    el("div", { class: "pair" }, text("role", "Role"), text("affiliation", "Affiliation")),
    el("div", { class: "pair" }, day("said_earliest", "Said from"), day("said_latest", "to")),
    themesEditor(statement, values),
    el("div", { class: "pair" }, choice("stance", "Stance", stanceChoices(detail), "none"), text("stance_target", "toward", "target-names")),
    el("div", { class: "pair" }, choice("kind", "Quotation", KINDS), choice("type", "Type", TYPES)),
    field("statement", "Words, as the article has them", el("textarea", { rows: 4, value: values.statement })),
    el("label", { class: "check" }, el("input", {
      type: "checkbox", checked: values.delete === "yes",
      onchange: (event) => correct(statement, "delete", event.target.checked ? "yes" : "no"),
    }), "this is no statement: delete it"),
    labelled("Note on these corrections", el("input", { type: "text", value: pending.get(statement.id)?.note || "", onchange: (event) => annotate(statement, event.target.value.trim()) })),
    button("Undo these corrections", () => { pending.delete(statement.id); keepStore(); renderPanel(); }, { id: "undo", class: "quiet", hidden: !pending.has(statement.id) }));
}

function stanceChoices({ stances }) {
  return [...new Set(["support", "oppose", "neutral", ...stances.map((stance) => stance.label)])];
}

function editorField(statement, name, label, node) {
  node.setAttribute("name", `correct-${name}`);
  const mark = () => node.classList.toggle("changed", name in (pending.get(statement.id)?.fields || {}));
  node.addEventListener("change", () => { if (node.checkValidity()) correct(statement, name, tidied(node.value)); mark(); });
  mark();
  return labelled(label, node);
}

function themesEditor(statement, values) {
  const ids = values.themes.split("; ").filter(Boolean);
  const set = (wanted) => { correct(statement, "themes", wanted.join("; ")); renderPanel(); };
  const others = index.themes.filter(([id]) => !ids.includes(id));
  const add = el("select", { "aria-label": "Add a theme", name: "correct-themes", onchange: (event) => set([...ids, event.target.value]) },
    option("", "add a theme …"), others.map(([id, label]) => option(id, label)));
  return el("fieldset", { class: "themes" }, el("legend", {}, "Themes, best first"),
    ids.map((id, at) => el("span", { class: "chip" },
      button(themeLabel(id), () => set([id, ...ids.filter((other) => other !== id)]), { title: at ? "Make it the best theme" : "The best theme" }),
      button("×", () => set(ids.filter((other) => other !== id)), { "aria-label": `Remove ${themeLabel(id)}` }))),
    add);
}
