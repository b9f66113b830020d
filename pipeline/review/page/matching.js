// Which statements and articles the filters and the words searched for let through.

function patternsOf(query) {
  const parts = query.match(/"[^"]+"|“[^”]+”|\S+/g) || [];
  return parts
    .map((part) => part.replace(/^["“]|["”]$/g, "").trim())
    .filter(Boolean)
    .map((part) => new RegExp(part.replace(/[.*+?^${}()|[\]\\\/]/g, "\\$&").replace(/\s+/g, "\\s+"), "iu"));
}

// A name known as a whole means whoever bears it, alone or with others; any other words are part of a name.
function isNamed(name, wanted, known) {
  const [written, sought] = [name.toLowerCase(), wanted.toLowerCase()];
  if (!known.has(sought)) return written.includes(sought);
  return written === sought || written.split("; ").includes(sought);
}

const knownSpeakers = new Set(speakers.map(([name]) => name.toLowerCase()));
const knownTargets = new Set(targets.map((name) => name.toLowerCase()));

function hasStance(statement, { stance, target }) {
  if (!stance && !target) return true;
  return statement.stances.some(
    ([aim, label]) => (!stance || label === stance) && (!target || isNamed(targets[aim], target, knownTargets)));
}

function isWithin(statement, { from, to }) {
  if (!from && !to) return true;
  const earliest = statement.earliest || statement.latest;
  const latest = statement.latest || statement.earliest;
  return Boolean(earliest) && (!from || latest >= from) && (!to || earliest.slice(0, to.length) <= to);
}

function isMatch(statement, filters, patterns) {
  return (!filters.picked || filters.picked.statements.has(statement))
    && (!filters.speaker || isNamed(speakerName(statement), filters.speaker, knownSpeakers))
    && (!filters.theme || (filters.theme === "none" ? !statement.themes.length : statement.themes.includes(filters.theme)))
    && (!filters.type || statement.type === filters.type)
    && (!filters.kind || statement.kind === filters.kind)
    && statement.confidence >= filters.confidence
    && (!filters.review || statement.review)
    && (!filters.unique || statement.copy === 1)
    && hasStance(statement, filters)
    && isWithin(statement, filters)
    && hasWords(statement, patterns);
}

function hasWords(statement, patterns) {
  if (!patterns.length) return true;
  const words = `${wordsOf(statement)}\n${speakerName(statement)}\n${spanText(statement, detailOf(statement).source)}`;
  return patterns.every((pattern) => pattern.test(words));
}

function findMatches() {
  const patterns = patternsOf(state.filters.query);
  return statements.filter((statement) => isMatch(statement, state.filters, patterns));
}

// The articles whose text holds the words; none where nothing is searched for.
function findTexts() {
  const patterns = patternsOf(state.filters.query);
  if (!patterns.length) return [];
  return articles.map((_, number) => number).filter((number) => {
    const { text } = articleData(number);
    return patterns.every((pattern) => pattern.test(text));
  });
}
