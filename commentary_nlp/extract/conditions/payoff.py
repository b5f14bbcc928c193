"""The stated reward for one of risk."""

from __future__ import annotations

import re
from collections.abc import Sequence

from commentary_nlp.extract.numbers import find_numbers, word_value

_AMOUNT = r"(?:\d+(?:\.\d+)?|(?:one|two|three|four|five|six|seven|eight|nine|ten)(?: and a half)?)"

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
    "skew",
    "favour",
    "favor",
    "asymmetry",
    "call it",
)
_NOT = ("notional", "split", "for each", "call ratio", "put ratio", "ratio spread", "hedge ratio", "spread at")
_WINDOW = 45
# What a ratio is written with: a part without it holds none, and its numbers need not be read.
_AGAINST = re.compile(r"(?::\s?|to-|to\s+)(?:\d|one)", re.IGNORECASE)


def find_payoff_ratio(text: str, regions: Sequence[tuple[int, int]]) -> float | None:
    """Reward for one of risk ("2:1" is 2.0), the first that is said in `regions`; None where none is."""
    for start, end in regions:
        if not 0 <= start < end <= len(text):
            continue
        part = text[start:end]
        for mention in find_numbers(part) if _AGAINST.search(part) else ():
            if mention.unit != "ratio" or mention.value <= 0:
                continue
            near = part[max(0, mention.start - _WINDOW) : mention.end + _WINDOW].lower()
            after = part[mention.end : mention.end + 20].lower()
            counted = after.strip().startswith("in ") and "favo" not in after
            if any(word in near for word in _NOT) or counted:
                continue
            if any(word in near for word in _NEAR) or _stands_alone(part, mention.start, mention.end):
                # "risk-reward 1:3": what is risked stands first
                return round(mention.value if mention.value >= 1 or "risk" not in near else 1 / mention.value, 4)
        if (said := _risked(part)) is not None:
            return said
    return None


# "Risk 5% to make 15%", "risking one to make three", "R/R 2.3", "2.5R", "1:3 risk-reward".
_RISKED = re.compile(
    rf"\b(?:risk(?:s|ing|ed)?|put(?:s|ting)? up|stak(?:es?|ing)) (?:about |only |a |roughly )?"
    rf"[$€£]?(?P<risk>{_AMOUNT}|(?=dollar)) ?(?P<unit>%|bp|points?|percent|dollars?)?(?: here| there| each)?"
    rf" (?:to (?:make|earn|gain|win|get|capture)|for|in (?:search|pursuit) of) (?:about |roughly |a |perhaps )?"
    rf"[$€£]?(?P<gain>{_AMOUNT}) ?(?P<other>%|bp|points?|percent|dollars?)?",
    re.IGNORECASE,
)
_NAMED = re.compile(
    r"\b(?:r ?[:/] ?r|rr|risk ?[-/ ](?:to[- ])?reward|reward ?[-/ ](?:to[- ])?risk|payoff(?: ratio)?)(?: ratio)?"
    r"(?: is| of|:| =)? (?:about |roughly |around |better than |nearly )?"
    r"(?P<gain>\d{1,2}(?:\.\d+)?)(?:x|R)?(?![\d:%.]*[\d:%])",
    re.IGNORECASE,
)


def _risked(part: str) -> float | None:
    match = _RISKED.search(part)
    if match is not None:
        risk, gain = _value(match["risk"]), _value(match["gain"])
        alike = (match["unit"] or "").lower().rstrip("s") == (match["other"] or match["unit"] or "").lower().rstrip("s")
        # two prices are a stop and a target, no amounts
        made = " to " in match.group() and "$" in match.group()
        amounts = match["unit"] is not None or match["other"] is not None or risk < 10 > gain or made
        if alike and amounts and risk > 0 and gain > 0:
            return round(gain / risk, 4)
    for pattern in (_NAMED, _ONE_TO, _TIMES, _FOR_EACH):
        named = pattern.search(part)
        if named is None:
            continue
        gain = _value(next(words for words in named.groupdict().values() if words))
        if 0 < gain <= _MOST:
            return round(gain, 4)
    return None


# A payoff beyond this is a level or a count.
_MOST = 20
_ONE_TO = re.compile(
    r"\b(?:risk|reward|r/r|rr)\b[^.;]{0,25}(?<![\d.:])1 ?: ?(?P<gain>\d{1,2}(?:\.\d+)?)(?![\d:])"
    r"|(?<![\d.:])1 ?: ?(?P<other>\d{1,2}(?:\.\d+)?)(?![\d:])[^.;]{0,12}\brisk\b",
    re.IGNORECASE,
)
_FOR_EACH = re.compile(
    rf"\b(?:make|earn|win|gain|get|stand to make)s? (?:about |roughly )?[$€£]?(?P<gain>{_AMOUNT})(?: dollars?)?"
    r" for (?:each|every|the|one)(?: one| dollar| \$1)?(?: that (?:is|we have))?"
    r" (?:at risk|risked|we risk|that we risk)",
    re.IGNORECASE,
)
_TIMES = re.compile(
    rf"\b(?:reward|upside|payoff|gain) (?:is |of |at |that is )?(?:about |roughly |some )?"
    rf"(?P<gain>{_AMOUNT})(?: times|x) (?:the |our |what )",
    re.IGNORECASE,
)


def _value(words: str) -> float:
    if not words:
        return 1.0  # "a dollar"
    if words[0].isdigit():
        return float(words)
    whole, half, _ = words.lower().partition(" and a half")
    return word_value(whole) + (0.5 if half else 0)


def _stands_alone(part: str, start: int, end: int) -> bool:
    """Between commas, bars or at an end: "stop 1.1, target 1.3, 2:1"."""
    before, after = part[:start].rstrip(), part[end:].lstrip()
    cell = part[max(0, start - 2) : start].isspace() and (end == len(part) or part[end : end + 2].isspace())
    opens = not before or before[-1] in ",;|(—–-"
    closes = not after or after[0] in ",;|).—–"
    return cell or (opens and closes)
