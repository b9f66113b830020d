"""The language of each paragraph and of the whole article."""

from collections import Counter
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

ENGLISH = "en"
MIN_LETTERS = 40
MIN_PROBABILITY = 0.9
SAMPLE_CHARS = 1200
CANDIDATES = (
    "ar az be bg bn bs ca cs cy da de el en es et eu fa fi fr ga gl gu he hi hr hu hy id is it ja ka kk kn ko ku ky lt "
    "lv mk ml mn mr ms my ne nl no pa pl ps pt ro ru si sk sl so sq sr sv sw ta te th tl tr uk ur uz vi zh"
)
# Together they are a third of the words of English prose, and of no other language a tenth.
COMMON_WORDS = (
    "the and of to in that is was for with said on he it as by his from has have are be but not they who their this an "
    "at will had were been would which she her its we you"
)
MIN_COMMON_SHARE, MIN_COMMON_WORDS = 0.25, 4


def find_languages(texts: Sequence[str], *, declared: str | None = None) -> tuple[str, list[str]]:
    """The article's language and each paragraph's.

    A paragraph too short or too uncertain to judge has the article's language. That is the
    declared one, else the one most of the text is in, English where nothing can be judged.
    """
    judged = [identify(text) for text in texts]
    letters: Counter[str] = Counter()
    for text, language in zip(texts, judged, strict=True):
        if language is not None:
            letters[language] += len(text)
    if not letters and (language := identify(" ".join(texts)[:SAMPLE_CHARS])):
        letters[language] = 1
    main = declared or (letters.most_common(1)[0][0] if letters else ENGLISH)
    return main, [language or main for language in judged]


def identify(text: str) -> str | None:
    """The language of a text, or None where it is too short or the model is not certain."""
    sample = text[:SAMPLE_CHARS]
    if len(sample) < MIN_LETTERS or sum(map(str.isalpha, sample)) < MIN_LETTERS:
        return None
    if _is_plainly_english(sample):
        return ENGLISH
    language, probability = _identifier().classify(sample)
    return language if probability >= MIN_PROBABILITY else None


def _is_plainly_english(text: str) -> bool:
    """Whether so many common words are English that the model, which takes its time, need not be asked."""
    words = text.lower().split()
    common = [word for word in words if word in _common_words()]
    return len(common) >= MIN_COMMON_SHARE * len(words) and len(set(common)) >= MIN_COMMON_WORDS


@lru_cache(maxsize=1)
def _common_words() -> frozenset[str]:
    return frozenset(COMMON_WORDS.split())


@lru_cache(maxsize=1)
def _identifier() -> Any:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier  # slow to import, often not needed

    identifier = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    identifier.set_languages(CANDIDATES.split())
    return identifier
