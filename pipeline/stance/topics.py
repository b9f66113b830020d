"""Finds what an article speaks of without naming it: "the moratorium", "the cameras"."""

from collections import Counter, defaultdict
from collections.abc import Iterable

from spacy.tokens import Doc, Token

from pipeline.records import Entity
from pipeline.stance.references import Names
from pipeline.stance.targets import is_definite, phrase_of

# On the sample articles: nouns said less often are seldom what a statement is about.
MIN_MENTIONS, MIN_DEFINITE = 3, 2
MAX_TOPICS = 6


def add_topics(doc: Doc, names: Names) -> Names:
    """The names, with the nouns of which the article speaks again and again as things of their own.

    A topic is called by the words with which its noun stands most often, in small letters.
    """
    phrases: defaultdict[str, list[tuple[Token, str]]] = defaultdict(list)
    for token in doc:
        phrase = phrase_of(token, names, is_anywhere=True) if token.pos_ == "NOUN" and token.i not in names else None
        if phrase is not None:
            phrases[token.lemma_.lower()].append((token, " ".join(phrase.text.lower().split())))
    found = dict(names)
    for lemma, mentions in sorted(phrases.items(), key=lambda item: -len(item[1]))[:MAX_TOPICS]:
        if len(mentions) >= MIN_MENTIONS and sum(is_definite(token) for token, _ in mentions) >= MIN_DEFINITE:
            topic = Entity(f"topic:{lemma}", _name_of(text for _, text in mentions), "other")
            found.update({token.i: (topic,) for token, _ in mentions})
    return found


def _name_of(phrases: Iterable[str]) -> str:
    """The commonest of several phrases, the first of equals."""
    return Counter(phrases).most_common(1)[0][0]
