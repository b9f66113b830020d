// The form that narrows what is shown.

const STANCES = ["support", "oppose", "neutral", "unclear"];
const TYPES = ["assertion", "belief", "fact", "eventuality"];
const KINDS = ["direct", "mixed", "indirect"];

function labelled(label, control) {
  return el("label", {}, el("span", {}, label), control);
}

// One row of the form: what it is about, then one control or two, each with a name of its own.
function row(label, ...controls) {
  return el("div", { class: "row" }, el("span", { "aria-hidden": "true" }, label), el("div", {}, controls));
}

function control(name, tag, properties = {}, ...children) {
  const node = el(tag, { name, ...properties }, ...children);
  const isDelayed = tag === "input" && properties.type !== "checkbox";
  let timer = 0;
  node.addEventListener(isDelayed ? "input" : "change", () => {
    clearTimeout(timer);
    timer = setTimeout(() => setFilter(name, node), isDelayed ? 200 : 0);
  });
  return node;
}

function select(name, label, any, pairs) {
  return control(name, "select", { "aria-label": label }, option("", any), pairs.map(([value, words]) => option(value, words)));
}

// A day as the tables write it; the year, or year and month, are enough.
function day(name, label) {
  return control(name, "input", { type: "text", inputmode: "numeric", placeholder: name === "from" ? "from" : "until", pattern: "\\d{4}(-\\d\\d(-\\d\\d)?)?", "aria-label": label, title: "YYYY-MM-DD; the year, or year and month, are enough" });
}

function setFilter(name, node) {
  const value = node.type === "checkbox" ? node.checked : node.type === "range" ? Number(node.value) : node.value.trim();
  if (name === "confidence") byId("least").textContent = String(value);
  if (state.filters[name] === value || (node.pattern && !node.validity.valid)) return;
  state.filters[name] = value;
  applyFilters();
}

// Sets filters from elsewhere, such as a chart, and shows them in the form.
function setFilters(filters) {
  state.filters = { ...NO_FILTERS, ...filters };
  for (const node of byId("filters").elements) {
    if (node.name in state.filters) {
      if (node.type === "checkbox") node.checked = state.filters[node.name];
      else node.value = state.filters[node.name];
    }
  }
  byId("least").textContent = String(state.filters.confidence);
  applyFilters();
}

// What was picked in a chart, until it is let go.
function renderPicked() {
  const { picked } = state.filters;
  byId("picked").hidden = !picked;
  fill(byId("picked"), picked ? [el("span", {}, picked.words), button("×", () => setFilters({ ...state.filters, picked: null }), { "aria-label": "Show all statements again" })] : []);
}

function used(name, known) {
  const found = new Set(statements.flatMap((statement) => (name === "stances" ? statement.stances.map(([, label]) => label) : statement[name])));
  return known.filter((value) => found.has(value)).map((value) => [value, value]);
}

function renderFilters() {
  const counts = new Map();
  for (const statement of statements) for (const id of statement.themes) counts.set(id, (counts.get(id) || 0) + 1);
  const themes = [...counts.keys()].map((id) => [id, themeLabel(id)]).sort((a, b) => a[1].localeCompare(b[1]));
  byId("filters").replaceChildren(
    control("query", "input", { type: "search", placeholder: "Search words or “a phrase”", "aria-label": "Search", id: "search" }),
    el("details", { class: "narrow", open: matchMedia("(min-width: 46rem)").matches },
      el("summary", {}, "Filters"),
      row("Speaker", control("speaker", "input", { type: "text", list: "speaker-names", autocomplete: "off", "aria-label": "Speaker" })),
      row("Theme", select("theme", "Theme", "any", [...themes, ["none", "no theme"]])),
      row("Stance", select("stance", "Stance", "any", used("stances", STANCES)),
        control("target", "input", { type: "text", list: "target-names", autocomplete: "off", placeholder: "toward", "aria-label": "Stance toward" })),
      row("Nature", select("kind", "Kind of quotation", "any kind", used("kind", KINDS)), select("type", "Type of attribution", "any type", used("type", TYPES))),
      row("Said", day("from", "Said from"), day("to", "Said until")),
      row("Sure ≥", control("confidence", "input", { type: "range", min: 0, max: 100, step: 5, value: 0, "aria-label": "Confidence at least" }), el("output", { id: "least" }, "0")),
      el("label", { class: "check" }, control("review", "input", { type: "checkbox" }), `needs review (${statements.filter((each) => each.review).length.toLocaleString("en")})`),
      el("label", { class: "check" }, control("unique", "input", { type: "checkbox" }), "repeated words once"),
      button("Clear", () => setFilters({}), { class: "quiet" })),
    el("p", { id: "picked", hidden: true }),
    el("datalist", { id: "speaker-names" }, speakers.map(([name]) => el("option", { value: name }))),
    el("datalist", { id: "target-names" }, targets.map((name) => el("option", { value: name }))));
  byId("filters").addEventListener("submit", (event) => event.preventDefault());
}
