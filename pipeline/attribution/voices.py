"""Who can say or think: people, groups, institutions, documents, not "a perspective" or "this"."""

from spacy.tokens import Token

from pipeline.attribution.article import Article

RELATIVES = frozenset({"that", "which"})
NAMES = frozenset({"PROPN", "NUM", "ADJ", "DET", "X"})


def may_speak(article: Article, head: Token) -> bool:
    """Whether the noun phrase with this head names somebody, or a document, that can be a source."""
    cues, lemma = article.cues, head.lemma_.lower()
    if head.lower_ in cues.things or lemma in cues.things:
        return False
    if head.ent_type_ or head.pos_ in NAMES or _looks_like_name(head):
        return True
    if head.pos_ == "PRON":
        antecedent = head.head.head
        return head.lower_ not in RELATIVES or head.head.dep_ != "relcl" or may_speak(article, antecedent)
    return head.pos_ == "NOUN" and (lemma in cues.voices or lemma.endswith(cues.voice_endings))


def _looks_like_name(head: Token) -> bool:
    """Whether a capital tells a name that was tagged as a noun; a bare one where every sentence has a capital."""
    if not head.shape_.startswith("X"):
        return False
    return (
        not head.is_sent_start or head.shape_.startswith("XX") or not any(each.dep_ == "prep" for each in head.rights)
    )
