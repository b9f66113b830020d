// The charts: tables whose cells are shaded or drawn as bars, so that every figure can be read, and clicked to see its statements.

const MAX_ROWS = 25;
const SIDED = ["oppose", "support"];
let chosenTarget = ""; // all

function renderCharts() {
  const rows = state.matches;
  byId("charts").replaceChildren(
    chart("Themes by month", "Statements by their best theme, in the month of the first day on which they may have been said. Months without any are left out.", monthsChart(rows)),
    chart("Speakers by theme", `Statements of the ${MAX_ROWS} who speak most; one with several themes counts in each.`, matrixChart(rows)),
    chart("Stance toward a target", "Who opposes and who supports: every stance of a named speaker counts. Neutral ones stand apart, unclear ones are left out.", stanceChart(rows)),
    chart("Who speaks first, who repeats", "The same words in several articles, by day of publication.", repeatsChart(rows)),
    chart("Confidence", "How sure the tool is that these are statements.", confidenceChart(rows)));
}

function chart(title, words, body) {
  return el("section", { class: "chart", "data-chart": title }, el("h2", {}, title), el("p", { class: "remark" }, words), body || el("p", { class: "empty" }, "Nothing to show."));
}

// Reads on with exactly the statements that a figure counts.
function pick(words, counted) {
  showView("read");
  setFilters({ ...state.filters, picked: { words, statements: new Set(counted) } });
  showStatement(counted[0]);
}

function figure(words, counted) {
  return button(String(counted.length), () => pick(words, counted), { title: `${words}: read them` });
}

function shadedCell(words, counted, most) {
  if (!counted) return el("td", {}, "");
  const node = el("td", { class: "shaded" }, figure(words, counted));
  node.style.setProperty("--share", `${Math.round(8 + 47 * counted.length / most)}%`);
  return node;
}

function shadedTable(groups, { rowNames, columnNames, corner }) {
  const most = largest(groups);
  return scrolled(corner, el("table", { class: "matrix" },
    el("thead", {}, el("tr", {}, el("th", { scope: "col" }, corner), [...columnNames, "all"].map((name) => el("th", { scope: "col", class: "slanted" }, el("span", {}, name))))),
    el("tbody", {}, rowNames.map((row) => el("tr", {},
      el("th", { scope: "row" }, row),
      columnNames.map((column) => shadedCell(`${row}, ${column}`, groups.get(row).get(column), most)),
      el("td", { class: "sum" }, String(total(groups.get(row)))))))));
}

const largest = (groups) => Math.max(1, ...[...groups.values()].flatMap((columns) => [...columns.values()].map((counted) => counted.length)));

function scrolled(label, table) {
  return el("div", { class: "scrolled", role: "region", "aria-label": label, tabindex: "0" }, table);
}

const byTotal = (groups) => [...groups.keys()].sort((a, b) => total(groups.get(b)) - total(groups.get(a)) || a.localeCompare(b));
const columnsOf = (groups) => [...new Set([...groups.values()].flatMap((columns) => [...columns.keys()]))];

function monthsChart(rows) {
  const groups = themesByMonth(rows);
  if (!groups.size) return null;
  return shadedTable(groups, { rowNames: byTotal(groups), columnNames: columnsOf(groups).sort(), corner: "Theme" });
}

function matrixChart(rows) {
  const groups = speakersByTheme(rows);
  if (!groups.size) return null;
  const rowNames = byTotal(groups).slice(0, MAX_ROWS);
  const columns = grouped(rowNames.flatMap((row) => [...groups.get(row)].flatMap(([theme, counted]) => counted.map((each) => [theme, "", each]))));
  return shadedTable(groups, { rowNames, columnNames: byTotal(columns), corner: "Speaker" });
}

function stanceChart(rows) {
  const found = countTargets(rows);
  if (!found.length) return null;
  if (!found.some(([name]) => name === chosenTarget)) chosenTarget = "";
  const groups = chosenTarget ? stancesToward(rows, chosenTarget) : stancesByTarget(rows);
  return el("div", {},
    labelled("Target", el("select", { id: "target", onchange: (event) => { chosenTarget = event.target.value; renderCharts(); byId("target").focus(); } },
      option("", "all targets"), found.map(([name, count]) => option(name, `${name} (${count})`, name === chosenTarget)))),
    stanceTable(groups, chosenTarget ? "Speaker" : "Target"));
}

// Opposition and support grow from one line to the left and right; what is neutral, which is neither, stands apart.
function stanceTable(groups, corner) {
  const sides = ["oppose", "support", ...(columnsOf(groups).includes("neutral") ? ["neutral"] : [])];
  const size = (name) => SIDED.reduce((sum, label) => sum + (groups.get(name).get(label)?.length || 0), 0);
  const names = byTotal(groups).sort((a, b) => size(b) - size(a)).slice(0, MAX_ROWS);
  const most = largest(groups);
  return scrolled("Stances", el("table", { class: "bars stances" },
    el("thead", {}, el("tr", {}, el("th", { scope: "col" }, corner), sides.map((label) => el("th", { scope: "col", class: label }, `${SIGNS[label]} ${label}`)))),
    el("tbody", {}, names.map((name) => el("tr", {}, el("th", { scope: "row" }, name),
      sides.map((label) => barCell(`${name}, ${label}`, groups.get(name).get(label), { most, kind: label })))))));
}

function barCell(words, counted, { most, kind }) {
  if (!counted?.length) return el("td", { class: kind }, "");
  const drawn = el("span", { class: `drawn ${kind}`, "aria-hidden": "true" });
  drawn.style.width = `${Math.max(2, Math.round(70 * counted.length / most))}%`;
  const number = figure(words, counted);
  return el("td", { class: kind }, kind === "oppose" ? [number, drawn] : [drawn, number]);
}

function repeatsChart(rows) {
  const found = repeatedWords(rows);
  if (!found.length) return null;
  const list = el("ol", { class: "repeats" });
  fillInSteps(list, found, (copies) => el("li", {},
    el("p", {}, el("b", {}, speakerName(copies[0]) || "nobody named"), ` “${shortened(wordsOf(copies[0]), 160)}”`),
    el("ol", {}, copies.map((copy) => el("li", { class: copy.copy === 1 ? "first" : "later" },
      el("span", { class: "figure" }, copy.copy === 1 ? "first" : `+${daysAfter(copies[0], copy)}`), " ",
      button(articleMeta(articles[copy.article]) || articles[copy.article].file, () => showStatement(copy), { class: "link" }))))), 30);
  return list;
}

function daysAfter(first, later) {
  const [from, to] = [first, later].map((each) => Date.parse(articles[each.article].published));
  return Number.isNaN(from + to) ? "?" : `${Math.round((to - from) / 86400000)} d`;
}

function confidenceChart(rows) {
  const steps = confidenceSteps(rows);
  const most = Math.max(1, ...steps.map((counted) => counted.length));
  const label = (step) => `${step * 10}–${step === 9 ? 100 : step * 10 + 9}`;
  return el("table", { class: "bars levels" }, el("thead", { class: "unseen" }, el("tr", {}, el("th", { scope: "col" }, "Confidence"), el("th", { scope: "col" }, "Statements"))),
    el("tbody", {}, steps.map((counted, step) => el("tr", {}, el("th", { scope: "row" }, label(step)),
      barCell(`confidence ${label(step)}`, counted, { most, kind: "plain" })))));
}
