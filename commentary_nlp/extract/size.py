"""How much: percent of the portfolio, shares or contracts, where it is said of this very action."""

from __future__ import annotations

import re
from functools import cache

from commentary_nlp.extract.alternation import one_of
from commentary_nlp.extract.lexicon import load
from commentary_nlp.extract.pattern_lists import PatternList
from commentary_nlp.records import Alternative, Size, SizeUnit


@cache
def _patterns(name: str) -> PatternList:
    found = load("assembly")["size"][name]
    names = one_of(load("assembly")["numbers"])
    listed = [found] if isinstance(found, str) else found
    return PatternList(re.compile(p.replace("{N}", names), re.IGNORECASE) for p in listed)


def find_size(
    text: str, region: tuple[int, int], alternatives: tuple[Alternative, ...], model: bool, changed: bool = False
) -> Size | None:
    """The size said in ``region``, or None.

    Args:
        text: the article's text.
        region: where this action is said.
        alternatives: its trade; a count beside an option or future is of contracts.
        model: whether the article lists weights of a model portfolio, where a bare percent is of it.
        changed: whether the region is a line of a notice of portfolio changes.
    """
    words = text[region[0] : region[1]]
    if changed and (value := _of_line(words)) is not None:
        return Size(value=value, unit="percent")
    legs = [leg for alternative in alternatives[:1] for leg in alternative.legs]
    for name, factor in (("percent", 1.0), ("basis_points", 0.01)):
        value = _first(words, name)
        if value is not None:
            return Size(value=round(value * factor, 6), unit="percent")
    if model:
        value = _first(words, "model_percent")
        if value is not None:
            return Size(value=value, unit="percent")
    if not legs:
        return None
    derivative = any(leg.kind in {"option", "future"} for leg in legs)
    shares = any(leg.kind == "share" for leg in legs)
    order: list[tuple[str, SizeUnit]] = []
    if shares:
        order.append(("shares", "shares"))
    if derivative and len({leg.ratio for leg in legs}) == 1:
        order += [("contracts", "contracts"), ("spelled_contracts", "contracts")]
    for name, unit in order:
        value = _first(words, name)
        if value is not None:
            return Size(value=value, unit=unit)
    return None


def is_model_portfolio(text: str) -> bool:
    """Whether the article lists weights of a model portfolio."""
    return _patterns("model_article").search(text)


def _first(words: str, name: str) -> float | None:
    for pattern in _patterns(name).candidates(words):
        match = pattern.search(words)
        while match:
            group = next((g for g in match.groups() if g), None)
            value = _number(group) if group else None
            if value is not None:
                return value
            match = pattern.search(words, match.start() + 1)
    return None


@cache
def _line_sizes() -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(p, re.IGNORECASE) for p in load("changes")["size"]["patterns"])


def _of_line(words: str) -> float | None:
    """How many percent of the portfolio a line of a notice speaks of."""
    points = re.search(load("changes")["size"]["basis_points"], words, re.IGNORECASE)
    if points is not None:
        return float(points[1]) / 100
    for pattern in _line_sizes():
        if (match := pattern.search(words)) is not None:
            return 1.0 if match[1].lower() == "one" else _number(match[1])
    return None


def _number(word: str) -> float | None:
    low = word.lower().strip()
    if low.startswith("half"):
        return 0.5
    spelled = load("assembly")["numbers"].get(low)
    if spelled is not None:
        return float(spelled)
    digits = low.replace(",", "")
    return float(digits) if re.fullmatch(r"\d+(?:\.\d+)?", digits) else None
