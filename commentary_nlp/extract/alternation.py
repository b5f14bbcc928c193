"""One expression for a list of words: what they begin with in common is tried once, not once for each.

`re` tries the branches of ``a|b|c`` one after another at every place of a text; a list of some hundred words is dear.
Here the list is a tree of their letters. What it matches is what ``"|".join(words, longest first)`` matches.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

_Letters = tuple[str, ...]


def one_of(
    words: Iterable[str], written: Mapping[str, str] | None = None, ends: str = "", *, cased: bool = False
) -> str:
    """The words as alternatives without a group around them, the longest that fits first.

    Args:
        words: as they stand in a text; none is empty, begins or ends with a space or hyphen, or holds two together.
        written: expressions for single characters ({" ": r"\\s+"}); every other character stands for itself.
        ends: an expression that follows each word that ends in a letter.
        cased: whether words that differ in case alone may stand in one list: where case is ignored, the first of
            those alike must then be among the words with each ending that another has.
    """
    spelled = [
        (*((written or {}).get(letter) or re.escape(letter) for letter in word), *([ends] * word[-1].isalpha()))
        for word in sorted(words, key=len, reverse=True)
    ]
    return "|".join(_branches([tuple(filter(None, letters)) for letters in spelled], cased))


def _branches(spelled: Sequence[_Letters], cased: bool) -> list[str]:
    """Branches for words in order of preference; "" for a word that is at its end."""
    groups: dict[str, list[_Letters]] = {}
    ended = False
    for letters in spelled:
        if not letters:
            ended = True
        elif not ended:
            groups.setdefault(letters[0], []).append(letters[1:])
    if not _apart(list(groups), cased):
        return list(dict.fromkeys("".join(letters) for letters in spelled))
    found = [first + _joined(_branches(rest, cased)) for first, rest in groups.items()]
    return [*found, ""] if ended else found


def _joined(branches: list[str]) -> str:
    if len(branches) == 1:
        return branches[0]
    if branches[-1] == "":
        return f"(?:{'|'.join(branches[:-1])})?"
    return f"(?:{'|'.join(branches)})"


def _apart(letters: list[str], cased: bool) -> bool:
    """Whether no character is matched by two of these, so that the order of their branches says nothing."""
    plain = [letter for letter in letters if len(letter.removeprefix("\\")) == 1 and letter not in (r"\s", r"\w")]
    special = [letter for letter in letters if letter not in plain]
    alike = len({letter.lower() for letter in plain}) < len(plain)
    if (alike and not cased) or len(special) > 1:
        return False
    return not special or _one_special(special[0], plain)


def _one_special(special: str, plain: list[str]) -> bool:
    """Whether the one that is no plain letter matches none of the plain ones, or looks ahead behind them all."""
    if special.startswith("(?"):
        return True
    compiled = re.compile(special, re.IGNORECASE)
    return not any(compiled.match(letter.removeprefix("\\")) for letter in plain)
