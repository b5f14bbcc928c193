"""What a house thinks a share is worth: the price beside its rating or behind a word for a target."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from commentary_nlp.extract.annotations import NumberMention, beginning
from commentary_nlp.extract.lexicon import load


@dataclass(frozen=True, slots=True)
class Target:
    """A price at `start`..`end` of the article."""

    start: int
    end: int
    value: float


@cache
def _rules() -> dict[str, re.Pattern[str]]:
    table = load("attribution")["targets"]
    noun = table["noun"]
    return {name: re.compile(p.replace("{NOUN}", noun), re.IGNORECASE) for name, p in table.items() if name != "noun"}


def find_targets(
    text: str, numbers: Sequence[NumberMention], region: tuple[int, int], rating: tuple[int, int] | None
) -> list[Target]:
    """The targets said in ``region``: those a noun names, else that beside the rating, else what a verb of value names.

    Args:
        text: the article's text.
        numbers: its numbers.
        region: where the call is said.
        rating: the place of the rating in it, or None where the region only follows the call.
    """
    start, end = region
    rules = _rules()
    named: list[Target] = []
    beside: list[Target] = []
    valued: list[Target] = []
    for number in beginning(numbers, start, end):
        if number.unit not in (None, "price"):
            continue
        before, after = text[max(start, number.start - 80) : number.start], text[number.end : min(end, number.end + 40)]
        if rules["scaled"].match(after) or rules["scaled"].search(text[number.start : number.end]):
            continue
        moved = rules["moved"].search(before) or rules["moves"].search(text[number.start : number.end])
        if number.high is not None and not moved:
            continue  # a range; "from $55 to $70" is a move
        target = Target(number.start, number.end, number.value if number.high is None else number.high)
        if named and rules["listed"].fullmatch(text[named[-1].end : number.start]):
            named.append(target)
            continue
        if (number.high is None and rules["old"].search(before)) or rules["old_after"].match(after):
            continue
        if before.rstrip().endswith("(") and re.search(r"\d\w*\s*\($", before.rstrip()):
            continue  # "$22 ($28)": the old one in brackets
        money = number.unit == "price" or rules["pence"].match(after) is not None
        if rules["noun_before"].search(
            before.removesuffix("by ").removesuffix("from ") if number.high else before
        ) or rules["noun_after"].match(after):
            named.append(target)
        elif money and rating is not None and rating[1] <= number.start and number.start - rating[1] < 40:
            if rules["beside"].fullmatch(text[rating[1] : number.start]):
                beside.append(target)
            elif rules["valued"].search(before):
                valued.append(target)
        elif money and rules["valued"].search(before):
            valued.append(target)
    return named or beside[:1] or valued[:1]


def goes_on(text: str, start: int, end: int) -> bool:
    """Whether a sentence behind a call tells its target: it begins with the house, "its" or the target itself."""
    return bool(_rules()["goes_on"].match(text, start, end))
