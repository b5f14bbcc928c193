"""A region of text as tokens: numbers, words, line ends and single marks."""

from __future__ import annotations

import re
from typing import NamedTuple

_TOKEN = re.compile(
    r"(?P<number>(?:\d{1,3}(?:,\d{3})+(?!\d)|\d+)(?:\.\d+)?|(?<!\w)\.\d+)"
    r"|(?P<word>[^\W\d_]+(?:['’][^\W\d_]+)*)"
    r"|(?P<line>\n+)|(?P<gap>[ \t]{3,})|(?P<mark>[^\s])"
)


class Token(NamedTuple):
    """A piece of the text of one kind. `tight` is true where no space stands before it."""

    kind: str
    text: str
    start: int
    end: int
    tight: bool


def read_tokens(text: str, region: tuple[int, int]) -> list[Token]:
    """The tokens of ``text[region[0]:region[1]]`` in order; wide gaps are left out."""
    tokens: list[Token] = []
    last = region[0]
    for found in _TOKEN.finditer(text, *region):
        kind = found.lastgroup or "mark"
        if kind == "gap":
            continue
        tokens.append(Token(kind, found.group(), found.start(), found.end(), found.start() == last))
        last = found.end()
    return tokens
