"""Where a sentence ends: linear rules that survive "Dec. 12", "U.S.", "Inc.", "1.0850", "vs." and "No. 3"."""

from __future__ import annotations

import re
from functools import cache

from commentary_nlp.extract.lexicon import load

# Characters. Nobody writes a sentence of this length; a dump without stops is cut there.
_LONGEST = 1500
# Every run of marks is taken whole, so that time is linear in its length; white space must follow.
_END = re.compile(r"""([.!?…]+)(["'”’)\]]*)""")
_LAST_WORD = re.compile(r"(?:^|[\s(\[\"'“‘])([^\s(\[\"'“‘]{1,12})$")


@cache
def _words(key: str) -> frozenset[str]:
    return frozenset(load("sentences")[key].split())


def split_sentences(text: str, start: int, end: int) -> tuple[tuple[int, int], ...]:
    """The sentences of ``text[start:end]`` as (start, end), trimmed of outer space, in order, none empty.

    A full stop ends one unless it belongs to an abbreviation, an initial, a number or a list mark. Time is
    linear in the length of the text.
    """
    found: list[tuple[int, int]] = []
    begin = _skip_space(text, start, end)
    for mark in _END.finditer(text, start, end):
        stop = mark.end()
        closes = stop < end and text[stop].isspace()
        if not closes or mark.start() < begin or not _ends(text, begin, mark, end):
            continue
        found.extend(_cut(text, begin, stop))
        begin = _skip_space(text, stop, end)
    last = end
    while last > begin and text[last - 1].isspace():
        last -= 1
    if last > begin:
        found.extend(_cut(text, begin, last))
    return tuple(found)


def _cut(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """A sentence beyond the limit in pieces, so that what is done with each stays linear in the text."""
    pieces: list[tuple[int, int]] = []
    while end - start > _LONGEST:
        place = text.rfind(" ", start, start + _LONGEST)
        stop = place if place > start else start + _LONGEST
        pieces.append((start, stop))
        start = _skip_space(text, stop, end)
    return [*pieces, (start, end)] if end > start else pieces


def _skip_space(text: str, position: int, end: int) -> int:
    while position < end and text[position].isspace():
        position += 1
    return position


def _ends(text: str, begin: int, mark: re.Match[str], end: int) -> bool:
    after = _skip_space(text, mark.end(), end)
    if after >= end:
        return True
    dots = mark.group(1)
    if dots != ".":
        # "..." and "!" in the midst of a thought go on in lower case, save where nothing is capitalised at all
        return not (dots.startswith("..") and text[after].islower())
    before = text[max(begin, mark.start() - 14) : mark.start()]
    word_match = _LAST_WORD.search(before)
    word = word_match.group(1) if word_match else ""
    next_word = re.match(r"[\w'’]+", text[after : after + 20])
    following = next_word.group(0) if next_word else ""
    low = word.lower()
    if low in _words("abbreviations"):
        if low == "no" and not following[:1].isdigit():
            return True
        if low in {"sat", "sun", "mar", "may", "dec", "jun", "wed", "mon"} and word.islower():
            return True
        return low in _words("may_end") and following[:1].isupper() and following.lower() in _words("starters")
    if len(word) == 1 and word.isalpha() and word != "I":
        # an initial, or the ticker of one letter that a sentence ends with
        return bool(following) and following.lower() in _words("starters") and word.isupper()
    # "3." at the start is a list's mark
    return not (word.isdigit() and mark.start() - len(word) == begin and len(word) <= 2)
