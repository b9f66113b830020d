"""What an article says of the persons it names: their roles and their gender."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from spacy.tokens import Token

from pipeline.resources.titles import Gender
from pipeline.speakers.scene import Name, Scene

ANONYMOUS = "~"
GENDERED_PRONOUNS: Mapping[str, Gender] = {
    "he": "male", "him": "male", "his": "male", "himself": "male",
    "she": "female", "her": "female", "hers": "female", "herself": "female",
}  # fmt: skip
ROLE_PHRASE_POS = frozenset({"PROPN", "NOUN", "ADJ", "PART"})
JOINING_WORDS = frozenset({"of", "for", "and", "-", "–", "vice", "&"})
MAX_ROLE_TOKENS = 14
FIRST_NAME_VOTES = 2


@dataclass(frozen=True, slots=True)
class Person:
    """A person of the article: role phrases in text order, their words, the lemmas they answer to, the gender."""

    roles: tuple[str, ...]
    words: frozenset[str]
    lemmas: frozenset[str]
    gender: Gender | None

    @property
    def main_role(self) -> str | None:
        """The fullest role phrase, the first of equals."""
        return max(self.roles, key=lambda role: len(role.split()), default=None)


def describe_people(scene: Scene) -> dict[str, Person]:
    """The persons of the article by entity key."""
    roles: dict[str, list[list[Token]]] = {}
    votes: dict[str, Counter[Gender]] = {}
    certain: dict[str, Gender] = {}
    honorifics: dict[str, set[str]] = {}
    for name in scene.names:
        if name.entity.label == "person":
            phrases = list(role_phrases(scene, name))
            roles.setdefault(name.entity.key, []).extend(phrases)
            honorifics.setdefault(name.entity.key, set()).update(_honorific(scene, name))
            gender = _stated_gender(scene, name, phrases)
            if gender:
                certain.setdefault(name.entity.key, gender)
    for key, gender in _pronoun_votes(scene):
        votes.setdefault(key, Counter())[gender] += 1
    return {
        key: _person(
            scene, phrases, honorifics[key], certain.get(key) or _likely_gender(scene, key, votes.get(key, Counter()))
        )
        for key, phrases in roles.items()
    }


def anonymous_people(scene: Scene) -> dict[str, Person]:
    """People introduced without a name who act in their sentence ("a retired officer wrote"), by "~" and token index."""
    return {
        f"{ANONYMOUS}{token.i}": Person((), frozenset(), frozenset(), entry.gender if entry else None)
        for token in scene.doc
        if token.dep_ in {"nsubj", "nsubjpass"} and token.tag_ == "NN" and scene.name_of(token) is None
        for entry in [scene.titles.get(token.text, "role", "relative")]
        if (entry or lemma_of(scene, token)) and any(child.lower_ in {"a", "an", "one"} for child in token.lefts)
    }


def role_phrases(scene: Scene, name: Name) -> Iterator[list[Token]]:
    """The phrases that say what the bearer of a name is, before it or in apposition ("Ann Roe, the minister")."""
    before = _phrase_before(scene, name)
    if any(lemma_of(scene, token) and scene.name_of(token) is None for token in before):
        yield before
    if name.first > 1 and scene.doc[name.first - 1].text == ",":
        apposed = _words_before(scene, name, name.first - 2)
        if apposed and lemma_of(scene, apposed[-1]):
            yield apposed
    clause = _clause_of_office(scene, name)
    if clause:
        yield clause
    for token in scene.doc[name.first : name.last + 1]:
        if token.dep_ == "appos" and not name.first <= token.head.i <= name.last and is_role_noun(scene, token.head):
            yield _noun_phrase(scene, token.head, stop=name.first)
        for child in token.children:
            if child.dep_ == "appos" and child.i > name.last and is_role_noun(scene, child):
                yield _noun_phrase(scene, child, stop=len(scene.doc))


def _clause_of_office(scene: Scene, name: Name) -> list[Token]:
    """What a clause behind a name says of an office: "leads the inquiry" in "Ann Roe, who leads the inquiry"."""
    following = scene.doc[name.last + 1 : name.last + 1 + MAX_ROLE_TOKENS]
    words = [token for token in following if token.text != ","]
    if len(words) < 3 or words[0].lower_ != "who" or following[0].i + 1 < words[0].i:
        return []
    if not scene.titles.has(words[1].lemma_, "office_verb"):
        return []
    clause: list[Token] = []
    for token in words[1:]:
        if clause and (token.i != clause[-1].i + 1 or token.is_punct or token.tag_ in {"VBD", "VBZ", "CC"}):
            break
        clause.append(token)
    return clause


def phrase_text(scene: Scene, tokens: list[Token]) -> str:
    """The text of adjacent tokens."""
    return scene.document.text[tokens[0].idx : tokens[-1].idx + len(tokens[-1])] if tokens else ""


def lemma_of(scene: Scene, token: Token) -> str | None:
    """The lemma under which a role noun is compared, also of a plural; None where it is no role."""
    entry = scene.titles.get(token.text, "role", "rank") or scene.titles.get(token.lemma_, "role", "rank")
    if entry is None and scene.titles.is_people(token.text) and token.pos_ in {"NOUN", "PROPN"}:
        return token.lemma_.lower()
    return entry.lemma if entry else None


def _phrase_before(scene: Scene, name: Name) -> list[Token]:
    """The words directly before a name that may make up a title, honorifics at its end left out."""
    tokens = _words_before(scene, name, name.first - 1)
    while tokens and scene.titles.has(tokens[-1].text, "honorific"):
        tokens.pop()
    return tokens


def _words_before(scene: Scene, name: Name, index: int) -> list[Token]:
    """The nouns and adjectives up to a token, and what joins them, back to the article of their phrase."""
    tokens: list[Token] = []
    while index >= 0 and len(tokens) < MAX_ROLE_TOKENS:
        token = scene.doc[index]
        if token.pos_ not in ROLE_PHRASE_POS and token.lower_ not in JOINING_WORDS:
            break
        if token.is_space or scene.sentence_of[index] != scene.sentence_of[name.first]:
            break
        other = scene.name_of(token)
        if other is not None and other.entity.label == "person" and other.entity is not name.entity:
            break
        tokens.insert(0, token)
        index -= 1
    while tokens and (tokens[0].lower_ in JOINING_WORDS or tokens[0].pos_ == "PART" or tokens[0].is_punct):
        tokens.pop(0)
    while tokens and scene.titles.has(tokens[0].text, "honorific"):
        tokens.pop(0)
    return tokens


def is_role_noun(scene: Scene, token: Token) -> bool:
    """Whether a noun in apposition says what somebody is, rather than naming another thing."""
    if lemma_of(scene, token) or scene.titles.has(token.text, "relative"):
        return True
    name = scene.name_of(token)
    return token.pos_ in {"NOUN", "PROPN"} and (name is None or name.entity.label == "group") and not token.is_digit


def _noun_phrase(scene: Scene, head: Token, *, stop: int) -> list[Token]:
    """The noun phrase of a head without its article, its relative clauses and what stands after a comma."""
    start = min(token.i for token in head.subtree)
    tokens: list[Token] = []
    for token in scene.doc[start : min(stop, max(token.i for token in head.subtree) + 1)]:
        if token.i > head.i and (token.is_punct and token.text not in {"-", "–", "'", "’"}):
            break
        if token.i > head.i and token.tag_ in {"WP", "WDT", "WP$", "VBD"}:
            break
        tokens.append(token)
    while tokens and (tokens[0].pos_ in {"DET", "PUNCT", "ADV", "SPACE"}):
        tokens.pop(0)
    while tokens and tokens[-1].is_punct:
        tokens.pop()
    return tokens[:MAX_ROLE_TOKENS]


def _stated_gender(scene: Scene, name: Name, phrases: list[list[Token]]) -> Gender | None:
    """The gender that a title, a role or a word of kinship makes certain."""
    tokens = [token for phrase in phrases for token in phrase]
    if name.first > 0:
        tokens.append(scene.doc[name.first - 1])
    for token in tokens:
        entry = scene.titles.get(token.text, "honorific", "role", "rank", "relative")
        if entry and entry.gender and scene.name_of(token) is None:
            return entry.gender
    return None


def _pronoun_votes(scene: Scene) -> Iterator[tuple[str, Gender]]:
    """For each gendered pronoun, the only person named before it in its sentence or in the one before."""
    by_sentence: dict[int, list[Name]] = {}
    for name in scene.names:
        if name.entity.label == "person":
            by_sentence.setdefault(scene.sentence_of[name.first], []).append(name)
    for token in scene.doc:
        gender = GENDERED_PRONOUNS.get(token.lower_)
        if gender is None:
            continue
        sentence = scene.sentence_of[token.i]
        before = [name for name in by_sentence.get(sentence, []) if name.first < token.i]
        names = before or by_sentence.get(sentence - 1, [])
        if len({name.entity.key for name in names}) == 1:
            yield names[0].entity.key, gender


def _likely_gender(scene: Scene, key: str, votes: Counter[Gender]) -> Gender | None:
    """The gender of the pronouns used of a person; a first name counts as a few of them."""
    first = scene.entities[key].name.split()
    entry = scene.titles.get(first[0], "first_name") if len(first) > 1 else None
    total = Counter(votes)
    if entry and entry.gender:
        total[entry.gender] += FIRST_NAME_VOTES
    ranked = total.most_common(2)
    if not ranked or (len(ranked) > 1 and ranked[0][1] == ranked[1][1]):
        return None
    return ranked[0][0]


def _honorific(scene: Scene, name: Name) -> Iterator[str]:
    """What an honorific before a name says its bearer is: "Dr." is a doctor."""
    before = scene.doc[name.first - 1].text if name.first > 0 else ""
    entry = scene.titles.get(before, "honorific")
    if entry:
        yield entry.lemma


def _person(scene: Scene, phrases: list[list[Token]], honorifics: set[str], gender: Gender | None) -> Person:
    tokens = [token for phrase in phrases for token in phrase]
    lemmas = set(honorifics)
    for token in tokens:
        entry = scene.titles.get(token.text, "role", "rank")
        lemma = lemma_of(scene, token)
        if lemma:
            lemmas |= {lemma, *(entry.broader if entry else ())}
    words = frozenset(token.lower_ for token in tokens)
    roles = tuple(dict.fromkeys(phrase_text(scene, phrase) for phrase in phrases if phrase))
    return Person(roles, words, frozenset(lemmas), gender)
