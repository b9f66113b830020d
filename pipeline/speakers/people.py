"""What an article says of the persons it names: their roles and their gender."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from spacy.tokens import Token

from pipeline.records import Span
from pipeline.resources.titles import Gender
from pipeline.speakers.roles import is_relational, is_role_noun, lemma_of, phrase_span, role_phrases
from pipeline.speakers.scene import Name, Scene

ANONYMOUS = "~"
GENDERED_PRONOUNS: Mapping[str, Gender] = {
    "he": "male", "him": "male", "his": "male", "himself": "male",
    "she": "female", "her": "female", "hers": "female", "herself": "female",
}  # fmt: skip
MAX_MAIN_ROLE_WORDS = 10
FIRST_NAME_VOTES = 3
NEAR_SENTENCES = 3


@dataclass(frozen=True, slots=True)
class Person:
    """A person of the article: role phrases in text order, their words, the lemmas they answer to, the gender."""

    roles: tuple[Span, ...]
    words: frozenset[str]
    lemmas: frozenset[str]
    gender: Gender | None

    @property
    def main_role(self) -> Span | None:
        """The fullest role phrase of a few words, the first of equals; else the first."""
        short = [role for role in self.roles if len(role.text.split()) <= MAX_MAIN_ROLE_WORDS]
        return max(short or self.roles[:1], key=lambda role: len(role.text.split()), default=None)


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


def anonymous_people(scene: Scene, people: Mapping[str, Person]) -> dict[str, Person]:
    """People without a name who act in their sentence, by "~" and token index: "a retired officer wrote"."""
    named = {lemma for person in people.values() for lemma in person.lemmas}
    found: dict[str, Person] = {}
    for token in scene.doc:
        if token.dep_ not in {"nsubj", "nsubjpass"} or token.tag_ != "NN" or scene.name_of(token) is not None:
            continue
        articles = {child.lower_ for child in token.lefts}
        is_new = bool(articles & {"a", "an", "one"}) or (
            "the" in articles and lemma_of(scene, token) not in named and not _may_be_named(scene, people, token)
        )
        if is_new and is_role_noun(scene, token):
            entry = scene.titles.get(token.text, "role", "relative")
            found[f"{ANONYMOUS}{token.i}"] = Person((), frozenset(), frozenset(), entry.gender if entry else None)
    return found


def _may_be_named(scene: Scene, people: Mapping[str, Person], token: Token) -> bool:
    """Whether somebody named shortly before, without a role, may be the bearer of this one."""
    sentence = scene.sentence_of[token.i]
    return any(
        name.first < token.i
        and sentence - scene.sentence_of[name.first] <= NEAR_SENTENCES
        and name.entity.key in people
        and not people[name.entity.key].lemmas
        for name in scene.names
    )


def _stated_gender(scene: Scene, name: Name, phrases: list[list[Token]]) -> Gender | None:
    """The gender that a title, a role or a word of kinship makes certain."""
    before = scene.titles.get(scene.doc[name.first - 1].text, "honorific", "relative") if name.first > 0 else None
    if before and before.gender:
        return before.gender
    for token in (token for phrase in phrases for token in phrase):
        entry = scene.titles.get(token.text, "role", "rank", "relative")
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
        if gender is None or token.i in scene.quoted:
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
        if token.pos_ == "VERB":
            continue
        entry = scene.titles.get(token.text, "role", "rank")
        lemma = lemma_of(scene, token)
        if lemma:
            lemmas |= {lemma, *(entry.broader if entry else ())}
    words = frozenset(token.lower_ for token in tokens)
    offices = [phrase for phrase in phrases if phrase and not is_relational(scene, phrase)]
    roles = {span.text: span for phrase in reversed(offices) if (span := phrase_span(scene, phrase))}
    return Person(tuple(reversed(roles.values())), words, frozenset(lemmas), gender)
