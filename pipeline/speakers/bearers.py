"""The person of the article who bears a role named without a name: "the Norland senator"."""

from spacy.tokens import Token

from pipeline.speakers.referents import Case
from pipeline.speakers.roles import lemma_of
from pipeline.speakers.scene import Name

NEAR_SENTENCES = 3
SUBJECT_DEPS = frozenset({"nsubj", "nsubjpass"})
OPENING_BLOCKS = 3
MAX_TITLE_TOKENS = 8


def bearer_of_role(case: Case, head: Token) -> str | None:
    """The key of the person whose described role the phrase repeats, the nearest of those that fit best."""
    lemma = lemma_of(case.scene, head)
    modifiers = {token.lower_ for token in head.subtree if token.i != head.i and token.pos_ in {"PROPN", "ADJ", "NOUN"}}
    best: tuple[int, int] | None = None
    bearer = None
    for name in case.scene.names:
        person = case.people.get(name.entity.key)
        if person is None or lemma not in person.lemmas or head.left_edge.i <= name.first <= head.right_edge.i:
            continue
        distance = head.i - name.first if name.first < head.i else (name.first - head.i) + len(case.scene.doc)
        score = (len(modifiers & person.words), -distance)
        if best is None or score > best:
            best, bearer = score, name.entity.key
    return bearer or _only_speaker(case, head) or introduced_next(case, head)


def _only_speaker(case: Case, head: Token) -> str | None:
    """The person without a role who spoke or was named last: "the senator", though nobody was called so."""
    is_specific = any(token.lower_ == "of" for token in head.rights)
    if is_specific or not any(token.lower_ == "the" for token in head.lefts):
        return None
    last = case.last_spoken("person", before=head.i, sentences=NEAR_SENTENCES)
    near = [name for name in case.scene.names if name.first < head.i and is_near(case, name, head)]
    near.sort(key=lambda name: (case.scene.doc[name.last].dep_ in SUBJECT_DEPS, name.first))
    keys = [name.entity.key for name in near]
    spoken = [last.entity_key] if last and last.entity_key else []
    around = {
        referent.entity_key
        for statement in case.statements
        for content in statement.content
        if content.start <= head.idx < content.end
        for referent in case.answers.get(statement.key, ())
    }
    for key in (*spoken, *reversed(keys)):
        if key not in around and key in case.people and not case.people[key].lemmas:
            return key
    return None


def introduced_next(case: Case, head: Token) -> str | None:
    """The person whom an article's opening names only after the office: "The mediator said … Ann Roe told"."""
    scene = case.scene
    starts = {statement.source.start for statement in case.statements if statement.source}
    if scene.block_of[head.i] >= OPENING_BLOCKS:
        return None
    for name in scene.names:
        is_first = name.entity.label == "person" and " " in name.entity.name
        if is_first and 0 < scene.block_of[name.first] - scene.block_of[head.i] <= OPENING_BLOCKS:
            opens = any(
                scene.doc[i].idx in starts for i in range(max(0, name.first - MAX_TITLE_TOKENS), name.first + 1)
            )
            return name.entity.key if opens else None
    return None


def is_near(case: Case, name: Name, head: Token) -> bool:
    """Whether a name stands in the sentence of a token or a few before."""
    return 0 <= case.scene.sentence_of[head.i] - case.scene.sentence_of[name.first] <= NEAR_SENTENCES
