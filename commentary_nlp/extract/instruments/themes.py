"""Themes: words for a part of the market that is no instrument, with the proxies it stands for in a condition."""

from __future__ import annotations

import re
from functools import cache

from commentary_nlp.extract.alternation import one_of
from commentary_nlp.extract.annotations import ThemeMention
from commentary_nlp.extract.folding import fold
from commentary_nlp.extract.lexicon import load


@cache
def _themes() -> tuple[re.Pattern[str], dict[str, tuple[str, tuple[str, ...]]]]:
    by_word: dict[str, tuple[str, tuple[str, ...]]] = {}
    for theme in load("themes")["theme"]:
        for word in theme["words"]:
            by_word[word] = (theme["name"], tuple(theme["symbols"]))
    words = one_of(by_word, {" ": r"[\s-]+", "-": r"[\s-]"})
    return re.compile(rf"(?<![\w-])(?:{words})(?![\w])", re.IGNORECASE), {_key(w): v for w, v in by_word.items()}


def _key(word: str) -> str:
    return re.sub(r"[\s-]+", " ", fold(word))


def find_themes(text: str) -> tuple[ThemeMention, ...]:
    """Every theme named, in order, free of overlap ("regional banks" holds no "banks").

    A word such as "value" or "growth" is a theme wherever it stands; the grammar that reads conditions
    decides whether it is their subject.
    """
    pattern, themes = _themes()
    found = []
    for match in pattern.finditer(text):
        theme, symbols = themes[_key(match[0])]
        found.append(ThemeMention(match.start(), match.end(), theme, symbols))
    return tuple(found)
