// The figures of the charts, counted over the statements that the filters let through; `onrecord plot` counts the same.

function count2(pairs) {
  const counts = new Map();
  for (const [row, column] of pairs) {
    if (!counts.has(row)) counts.set(row, new Map());
    counts.get(row).set(column, (counts.get(row).get(column) || 0) + 1);
  }
  return counts;
}

const total = (counts) => [...counts.values()].reduce((sum, count) => sum + count, 0);

// Each dated statement once, in the month of its first day, under its best theme.
function themesByMonth(rows) {
  return count2(rows.filter((each) => each.earliest).map((each) => [each.themes.length ? themeLabel(each.themes[0]) : "no theme", each.earliest.slice(0, 7)]));
}

// Each statement with a speaker once for each of its themes.
function speakersByTheme(rows) {
  return count2(rows.filter((each) => each.speaker !== null).flatMap((each) => each.themes.map((id) => [speakerName(each), themeLabel(id)])));
}

// Each stance toward a target once.
function stancesToward(rows, target) {
  return count2(rows.filter((each) => each.speaker !== null).flatMap((each) => each.stances.filter(([aim]) => targets[aim] === target).map(([, label]) => [speakerName(each), label])));
}

function stancesByTarget(rows) {
  return count2(rows.filter((each) => each.speaker !== null).flatMap((each) => each.stances.map(([aim, label]) => [targets[aim], label])));
}

function countTargets(rows) {
  return [...stancesByTarget(rows)].map(([name, counts]) => [name, total(counts)]).sort((a, b) => b[1] - a[1] || a[0].localeCompare(b[0]));
}

// The same words in several places: who was first, who repeats, most repeated first.
function repeatedWords(rows) {
  return [...new Set(rows.map((each) => each.cluster))]
    .map((cluster) => [...copiesOf.get(cluster)].sort((a, b) => a.copy - b.copy))
    .filter((copies) => copies.length > 1)
    .sort((a, b) => b.length - a.length);
}

function confidenceSteps(rows) {
  const counts = new Array(10).fill(0);
  for (const each of rows) counts[Math.min(9, Math.floor(each.confidence / 10))] += 1;
  return counts;
}
