"""Whether a text is English. The models and words here know no other language, and what is not read is not scored."""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from typing import TYPE_CHECKING

from commentary_nlp.extract.lexicon import load
from commentary_nlp.settings import SentimentSettings

if TYPE_CHECKING:
    from py3langid.langid import LanguageIdentifier

# Characters from the beginning by which a text is judged.
_ENOUGH = 4000
# Names of instruments, people and places, links and figures say nothing of the language around them.
_NOISE = re.compile(r"https?://\S+|[@#$]\w+|&\w+;|<[^<>]{1,200}>|\b[A-Z]{2,}\b|\S*\d\S*")
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")


@cache
def _english() -> frozenset[str]:
    return frozenset(load("language")["english"].split())


@cache
def _detector() -> LanguageIdentifier:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)


def foreign_language(text: str, settings: SentimentSettings | None = None) -> str | None:
    """The ISO 639-1 code of the language of a text that is surely not English; "und" where it is surely another but
    not known which; else None.

    Short texts and mere names pass as English, for nobody could tell.
    """
    limits = settings or SentimentSettings()
    text = text[:_ENOUGH]
    letters = [c for c in text if c.isalpha()]
    if not letters:
        return None
    foreign = sum(1 for c in letters if ord(c) > 0x24F and not _is_latin(c))
    if foreign >= limits.foreign_script * len(letters):
        language, chance, _ = _detected(text)
        # a script that is not English cannot be English, whatever the detector says
        return language if chance >= limits.named_chance and language != "en" else "und"
    words = _WORD.findall(_NOISE.sub(" ", text))
    if len(words) < limits.foreign_words:
        return None
    common = sum(1 for word in words if word.lower() in _english())
    if common >= limits.english_words * len(words):
        return None
    language, _, english = _detected(" ".join(words).lower())
    return language if language != "en" and english <= limits.english_chance else None


def _detected(text: str) -> tuple[str, float, float]:
    """The likeliest language, its chance, and that of English."""
    ranked = _detector().rank(text)
    return ranked[0][0], float(ranked[0][1]), next((float(c) for name, c in ranked if name == "en"), 0.0)


def _is_latin(char: str) -> bool:
    return unicodedata.name(char, "").startswith(("LATIN", "FULLWIDTH LATIN", "MATHEMATICAL", "MODIFIER"))
