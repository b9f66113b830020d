// The charts: tables whose cells are shaded or drawn as bars, so that every figure can be read, and clicked to see its statements.

const MAX_ROWS = 25;
let chosenTarget = ""; // all

function renderCharts() {
  const rows = state.matches;
  byId("charts").replaceChildren(
    chart("Themes by month", "Statements by their best theme, in the month of the first day on which they may have been said. Months without any are left out.", monthsChart(rows)),
    chart("Speakers by theme", `Statements of the ${MAX_ROWS} who speak most; one with several themes counts in each.`, matrixChart(rows)),
    chart("Stance toward a target", "Who supports and who opposes; every stance counts.", stanceChart(rows)),
    chart("Who speaks first, who repeats", "The same words in several articles, by day of publication.", repeatsChart(rows)),
    chart("Confidence", "How sure the tool is that these are statements.", confidenceChart(rows)));
}

function chart(title, words, body) {
  return el("section", { class: "chart", "data-chart": title }, el("h2", {}, title), el("p", { class: "remark" }, words), body || el("p", { class: "empty" }, "Nothing to show."));
}

function show(filters) {
  showView("read");
  setFilters(filters);
}

function shadedCell(count, most, filters) {
  if (!count) return el("td", {}, "");
  const node = el("td", { class: "shaded" }, button(String(count), () => show(filters)));
  node.style.setProperty("--share", `${Math.round(8 + 47 * count / most)}%`);
  return node;
}

function shadedTable(counts, { rowNames, columnNames, columnLabel, filters, corner }) {
  const most = Math.max(...rowNames.flatMap((row) => [...counts.get(row).values()]));
  return scrolled(corner, el("table", { class: "matrix" },
    el("thead", {}, el("tr", {}, el("th", { scope: "col" }, corner), columnNames.map((name) => el("th", { scope: "col", class: "slanted" }, el("span", {}, columnLabel(name)))), el("th", { scope: "col", class: "slanted" }, el("span", {}, "all")))),
    el("tbody", {}, rowNames.map((row) => el("tr", {},
      el("th", { scope: "row" }, row),
      columnNames.map((column) => shadedCell(counts.get(row).get(column) || 0, most, filters(row, column))),
      el("td", { class: "sum" }, String(total(counts.get(row)))))))));
}

function scrolled(label, table) {
  return el("div", { class: "scrolled", role: "region", "aria-label": label, tabindex: "0" }, table);
}

const byTotal = (counts) => [...counts.keys()].sort((a, b) => total(counts.get(b)) - total(counts.get(a)) || a.localeCompare(b));
const columnsOf = (counts) => [...new Set([...counts.values()].flatMap((row) => [...row.keys()]))];
const idOfLabel = (label) => label === "no theme" ? "none" : index.themes.find(([, each]) => each === label)?.[0] || label;

function lastDay(month) {
  const [year, number] = month.split("-").map(Number);
  return `${month}-${new Date(Date.UTC(year, number, 0)).getUTCDate()}`;
}

function monthsChart(rows) {
  const counts = themesByMonth(rows);
  if (!counts.size) return null;
  return shadedTable(counts, {
    rowNames: byTotal(counts), columnNames: columnsOf(counts).sort(), columnLabel: (month) => month, corner: "Theme",
    filters: (theme, month) => ({ ...state.filters, theme: idOfLabel(theme), from: `${month}-01`, to: lastDay(month) }),
  });
}

function matrixChart(rows) {
  const counts = speakersByTheme(rows);
  if (!counts.size) return null;
  const rowNames = byTotal(counts).slice(0, MAX_ROWS);
  const sums = count2(rowNames.flatMap((row) => [...counts.get(row)].flatMap(([theme, count]) => new Array(count).fill([theme, ""]))));
  return shadedTable(counts, {
    rowNames, columnNames: byTotal(sums), columnLabel: (theme) => theme, corner: "Speaker",
    filters: (speaker, theme) => ({ ...state.filters, speaker, theme: idOfLabel(theme) }),
  });
}

function stanceChart(rows) {
  const found = countTargets(rows);
  if (!found.length) return null;
  if (!found.some(([name]) => name === chosenTarget)) chosenTarget = "";
  const counts = chosenTarget ? stancesToward(rows, chosenTarget) : stancesByTarget(rows);
  const most = Math.max(...[...counts.values()].flatMap((row) => [...row.values()]));
  const labels = STANCES.filter((label) => columnsOf(counts).includes(label));
  return el("div", {},
    labelled("Target", el("select", { id: "target", onchange: (event) => { chosenTarget = event.target.value; renderCharts(); byId("target").focus(); } },
      option("", "all targets"), found.map(([name, count]) => option(name, `${name} (${count})`, name === chosenTarget)))),
    scrolled("Stances", el("table", { class: "bars" },
      el("thead", {}, el("tr", {}, el("th", { scope: "col" }, chosenTarget ? "Speaker" : "Target"), labels.map((label) => el("th", { scope: "col" }, `${SIGNS[label]} ${label}`)))),
      el("tbody", {}, byTotal(counts).slice(0, MAX_ROWS).map((name) => el("tr", {}, el("th", { scope: "row" }, name),
        labels.map((label) => barCell(counts.get(name).get(label) || 0, most, label, {
          ...state.filters, stance: label, ...(chosenTarget ? { speaker: name, target: chosenTarget } : { target: name }),
        }))))))));
}

function barCell(count, most, kind, filters) {
  if (!count) return el("td", {}, "");
  const drawn = el("span", { class: `drawn ${kind}`, "aria-hidden": "true" });
  drawn.style.width = `${Math.max(4, Math.round(70 * count / most))}%`;
  return el("td", {}, drawn, button(String(count), () => show(filters)));
}

function repeatsChart(rows) {
  const found = repeatedWords(rows);
  if (!found.length) return null;
  const list = el("ol", { class: "repeats" });
  fillInSteps(list, found, (copies) => el("li", {},
    el("p", {}, el("b", {}, speakerName(copies[0]) || "nobody named"), ` “${wordsOf(copies[0]).slice(0, 160)}”`),
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
  const counts = confidenceSteps(rows);
  const most = Math.max(...counts, 1);
  return el("table", { class: "bars narrow" }, el("thead", { class: "unseen" }, el("tr", {}, el("th", { scope: "col" }, "Confidence"), el("th", { scope: "col" }, "Statements"))),
    el("tbody", {}, counts.map((count, step) => el("tr", {}, el("th", { scope: "row" }, `${step * 10}–${step === 9 ? 100 : step * 10 + 9}`),
      barCell(count, most, "plain", { ...state.filters, confidence: step * 10 })))));
}
