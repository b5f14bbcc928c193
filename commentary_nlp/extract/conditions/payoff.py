"""The stated reward for one of risk."""

from __future__ import annotations

from collections.abc import Sequence

from commentary_nlp.extract.numbers import find_numbers

# "2:1" is a payoff where words like these stand near; elsewhere it is a hedge ratio or a split.
_NEAR = (
    "payoff",
    "pay-off",
    "reward",
    "risk",
    "r/r",
    "r:r",
    "pays",
    "which is",
    "that's",
    "about",
    "roughly",
    "ratio of reward",
    "better than",
    "available",
    "return",
)
_NOT = ("notional", "split", "for each", "call ratio", "put ratio", "ratio spread", "hedge ratio", "spread at")
_WINDOW = 45


def find_payoff_ratio(text: str, regions: Sequence[tuple[int, int]]) -> float | None:
    """Reward for one of risk ("2:1" is 2.0), the first that is said in `regions`; None where none is."""
    for start, end in regions:
        if not 0 <= start < end <= len(text):
            continue
        part = text[start:end]
        for mention in find_numbers(part):
            if mention.unit != "ratio" or mention.value <= 0:
                continue
            near = part[max(0, mention.start - _WINDOW) : mention.end + _WINDOW].lower()
            after = part[mention.end : mention.end + 20].lower()
            if any(word in near for word in _NOT) or after.strip().startswith("in "):
                continue
            if any(word in near for word in _NEAR) or _stands_alone(part, mention.start, mention.end):
                return round(mention.value, 4)
    return None


def _stands_alone(part: str, start: int, end: int) -> bool:
    """Between commas, bars or at an end: "stop 1.1, target 1.3, 2:1"."""
    before, after = part[:start].rstrip(), part[end:].lstrip()
    cell = part[max(0, start - 2) : start].isspace() and (end == len(part) or part[end : end + 2].isspace())
    opens = not before or before[-1] in ",;|(—–-"
    closes = not after or after[0] in ",;|).—–"
    return cell or (opens and closes)
