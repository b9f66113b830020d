// The figures of the charts: which of the statements that the filters let through each cell counts; `onrecord plot` counts the same.

// Statements by row and column; one that stands for several pairs counts for each.
function grouped(pairs) {
  const groups = new Map();
  for (const [row, column, statement] of pairs) group(groupIn(groups, row), column).push(statement);
  return groups;
}

function groupIn(groups, row) {
  if (!groups.has(row)) groups.set(row, new Map());
  return groups.get(row);
}

const total = (columns) => [...columns.values()].reduce((sum, counted) => sum + counted.length, 0);

// Each dated statement once, in the month of its first day, under its best theme.
function themesByMonth(rows) {
  return grouped(rows.filter((each) => each.earliest).map((each) => [each.themes.length ? themeLabel(each.themes[0]) : "no theme", each.earliest.slice(0, 7), each]));
}

// Each statement with a speaker once for each of its themes.
function speakersByTheme(rows) {
  return grouped(rows.filter((each) => each.speaker !== null).flatMap((each) => each.themes.map((id) => [speakerName(each), themeLabel(id), each])));
}

// The stances of named speakers that say something of their target: what is unclear does not.
function stancesOf(rows) {
  return rows.filter((each) => each.speaker !== null).flatMap((each) => each.stances.filter(([, label]) => label !== "unclear").map(([aim, label]) => [each, targets[aim], label]));
}

// Each stance toward a target once, by speaker.
function stancesToward(rows, target) {
  return grouped(stancesOf(rows).filter(([, aim]) => aim === target).map(([each, , label]) => [speakerName(each), label, each]));
}

function stancesByTarget(rows) {
  return grouped(stancesOf(rows).map(([each, aim, label]) => [aim, label, each]));
}

function countTargets(rows) {
  return [...stancesByTarget(rows)].map(([name, columns]) => [name, total(columns)]).sort((a, b) => b[1] - a[1] || a[0].localeCompare(b[0]));
}

// The same words in several places: who was first, who repeats, most repeated first.
function repeatedWords(rows) {
  return [...new Set(rows.map((each) => each.cluster))]
    .map((cluster) => [...copiesOf.get(cluster)].sort((a, b) => a.copy - b.copy))
    .filter((copies) => copies.length > 1)
    .sort((a, b) => b.length - a.length);
}

function confidenceSteps(rows) {
  const steps = Array.from({ length: 10 }, () => []);
  for (const each of rows) steps[Math.min(9, Math.floor(each.confidence / 10))].push(each);
  return steps;
}
