// The data of the page: an index of all statements, and one block an article, read when it is first needed.

const index = JSON.parse(byId("index").textContent);
const { articles, speakers, targets } = index;
const themeLabels = new Map(index.themes);
const columns = index.statements;
const statements = (columns.id || []).map((id, number) => {
  const entry = { number };
  for (const name of Object.keys(columns)) entry[name] = columns[name][number];
  return entry;
});
const statementById = new Map(statements.map((statement) => [statement.id, statement]));
const ofArticle = articles.map(() => []);
const copiesOf = new Map();
const innerOf = new Map();
for (const statement of statements) {
  statement.place = ofArticle[statement.article].push(statement) - 1;
  group(copiesOf, statement.cluster).push(statement);
  if (statement.nested) group(innerOf, statement.nested).push(statement);
}
const parsed = new Map();

function group(map, key) {
  if (!map.has(key)) map.set(key, []);
  return map.get(key);
}

function articleData(number) {
  if (!parsed.has(number)) parsed.set(number, JSON.parse(byId(`article-${number}`).textContent));
  return parsed.get(number);
}

// All that is known of a statement; the index holds only what filters and charts need.
function detailOf(statement) {
  return articleData(statement.article).statements[statement.place];
}

function wordsOf(statement) {
  const { text } = articleData(statement.article);
  return detailOf(statement).content.map(([start, end]) => text.slice(start, end)).join(" … ");
}

function spanText(statement, span) {
  return span ? articleData(statement.article).text.slice(span[0], span[1]) : "";
}

const speakerName = (statement) => (statement.speaker === null ? "" : speakers[statement.speaker][0]);
const themeLabel = (id) => themeLabels.get(id) || id;
const articleTitle = (article) => article.title || article.file;
const articleMeta = (article) => [article.outlet, article.published].filter(Boolean).join(", ");
