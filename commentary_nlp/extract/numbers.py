"""Numbers as written: digits or words, with sign, scale, range, and the unit printed beside them.

One pass of one expression whose parts never overlap, so that the time is linear in the text. Times of day,
ISO dates, ordinals and digits that belong to a name (Q3, G10, 10-K) are no numbers here.
"""

from __future__ import annotations

import math
import re
from functools import cache
from typing import Any, Literal, cast, get_args

from commentary_nlp.extract.alternation import one_of
from commentary_nlp.extract.annotations import NumberMention
from commentary_nlp.extract.folding import fold
from commentary_nlp.extract.lexicon import load

Unit = Literal["price", "percent", "bp", "points", "sigma", "ratio", "shares", "contracts", "delta", "times"]

_DIGITS = r"(?:\d{1,3}(?:,\d{3})+(?!\d)|\d+)(?:\.\d+)?|\.\d+"
_CENTS_PER_UNIT = 100


def _any(words: list[str] | dict[str, Any]) -> str:
    return one_of(words, {" ": r"\s+"})


def _fenced(words: list[str]) -> str:
    """Alternatives that end at a word's border where they end in a letter."""
    return one_of(words, {" ": r"\s+"}, r"(?![A-Za-z])")


def number_words() -> str:
    """An expression, without groups, for a number in words ("twenty-five", "a hundred and fifty")."""
    table = load("numbers")
    ones, teens, tens = (_any(table[name]) for name in ("ones", "teens", "tens"))
    small = rf"(?:(?:{tens})(?:[- ](?:{ones})\b)?|{teens}|{ones})\b"
    below_thousand = rf"{small}(?:[- ]hundred\b(?:(?:\s+and)?\s+{small})?)?"
    hundred = rf"a\s+hundred\b(?:(?:\s+and)?\s+{small})?"
    return (
        rf"(?:(?:{below_thousand}|{hundred})"
        rf"(?:[- ](?:thousand|million|billion|trillion)\b(?:(?:\s+and)?\s+{below_thousand})?)?"
        rf"|a\s+(?:dozen|thousand|million|billion)\b)"
    )


@cache
def _grammar() -> tuple[re.Pattern[str], dict[str, float], dict[str, Unit]]:
    table = load("numbers")
    money = table["currency"]
    units = [word for words in table["units"].values() for word in words]
    suffix = _fenced([*units, *money["words"], *money["hundredths"]])
    scale = _any(table["scales"])
    money_scale = _any(table["money_scales"])
    amount = (
        rf"(?P<sign{{n}}>(?<![\w)])[+\-−–])?"
        rf"(?:(?P<currency{{n}}>{_any(money['signs'])}|\b(?:{_any(money['codes'])})\s?)"
        rf"(?P<money{{n}}>{_DIGITS})(?:\s?(?P<money_scale{{n}}>(?:{scale}|{money_scale})\b))?"
        rf"|(?P<digits{{n}}>{_DIGITS})(?:\s?(?P<scale{{n}}>(?:{scale})\b))?"
        rf"|(?P<words{{n}}>\b{number_words()}))"
    )
    first, second = amount.replace("{n}", "1"), amount.replace("{n}", "2")
    pattern = rf"""
        (?P<skip>(?<!\d)\d{{1,2}}:\d{{2}}(?::\d{{2}})?(?![\d:])        # a time of day
          |\d{{4}}-\d{{2}}-\d{{2}}(?:T[\d:.]+)?                       # an ISO date
          |\b\d{{1,2}}-[KQ]\b|\b401\(?k\b                             # a filing, a plan
          |\d+(?:st|nd|rd|th)\b)                                      # an ordinal
        |(?P<half>\bhalf\s+(?:of\s+)?(?:an?|one)\s+(?P<half_unit>{suffix}))
        |(?<![A-Za-z0-9_.,])(?P<between>between\s+)?(?:{first})
         (?:(?P<ratio>\s?:\s?|-to-|\s+to\s+)(?P<against>1(?!\d|[.,]\d|\s?(?:{suffix}))|one\b(?!\s+hundred)|(?<=:)[2-9](?!\d|[.,:]\d))
           |(?P<inner>\s?%|\s?bps?\b)?(?P<to>\s?[-–—]\s?|-?\s+to\s+|\s+and\s+)(?:{second}))?
         (?:[\s-]?(?P<unit>{suffix}))?
    """
    values = {
        word: float(value)
        for group in ("ones", "teens", "tens", "scales", "money_scales")
        for word, value in table[group].items()
    }
    kinds = {_plain(word): cast("Unit", unit) for unit, words in table["units"].items() for word in words}
    assert set(kinds.values()) <= set(get_args(Unit))
    kinds |= {_plain(word): "price" for word in (*money["words"], *money["hundredths"])}
    # no number begins at a space or within a word: most places of a text are left at once
    begins = r"(?!\s|(?<=[A-Za-z])[A-Za-z])"
    return re.compile(f"{begins}(?:{_verbose(pattern)})", re.IGNORECASE), values, kinds


def _verbose(pattern: str) -> str:
    """The layout of `pattern` taken out: its alternatives hold significant spaces only as `\\s`."""
    return "".join(re.sub(r"\s{2,}#.*$", "", line).strip() for line in pattern.splitlines())


def _plain(word: str) -> str:
    return re.sub(r"\s+", " ", fold(word))


def word_value(words: str) -> float:
    """The value of a number in words, as `number_words` matches them: "a hundred and fifty" is 150."""
    _, values, _ = _grammar()
    total, part = 0.0, 0.0
    for word in re.split(r"[\s-]+", fold(words)):
        if word == "a":
            part = 1
        elif word == "hundred":
            part *= 100
        elif word == "dozen":
            part *= 12
        elif word in ("thousand", "million", "billion", "trillion"):
            total, part = total + part * values[word], 0
        elif word != "and":
            part += values[word]
    return total + part


def find_numbers(text: str) -> tuple[NumberMention, ...]:
    """Every number of `text` in order, free of overlap.

    A range ("118 to 122", "30-45", "between 5 and 7%") is one mention with `high`; numbers of which the
    second is not the larger ("5,300/5,100", "to 150 from 145") are two. A payoff ("2:1", "two to one",
    "3.8-to-1") has unit "ratio" and the first over the second as value. Cents count as hundredths of a
    price. The mention ends before a letter that is no unit of the number (the C of "190C").
    """
    pattern, _, _ = _grammar()
    found: list[NumberMention] = []
    position = 0
    while match := pattern.search(text, position):
        position = match.end()
        if match["skip"]:
            continue
        mention = _read(match, text)
        # hundreds of digits are no number of anything
        if mention is not None and math.isfinite(mention.value) and math.isfinite(mention.high or 0.0):
            found.append(mention)
            position = max(mention.end, match.start() + 1)
    return tuple(found)


def _read(match: re.Match[str], text: str) -> NumberMention | None:
    _, _, kinds = _grammar()
    if match["half"]:
        return NumberMention(match.start(), match.end(), 0.5, unit=kinds[_plain(match["half_unit"])])
    start = match.start("currency1")
    if start < 0:
        start = match.start("digits1") if match["digits1"] else match.start("words1")
    if match["sign1"]:
        start = match.start("sign1")
    end_first = max(match.end(name) for name in ("money1", "money_scale1", "digits1", "scale1", "words1"))
    first = _amount(match, "1")
    if match["against"]:
        against = 1.0 if fold(match["against"]) == "one" else float(match["against"])
        return NumberMention(start, match.end("against"), first / against, unit="ratio")
    if match["to"]:
        end = max(match.end(name) for name in ("money2", "money_scale2", "digits2", "scale2", "words2"))
        high = _amount(match, "2")
        if not (match["scale1"] or match["money_scale1"]):
            first *= _scale(match, "2") if first < high / _scale(match, "2") else 1
        joined = match["to"].strip() != "and" or match["between"] is not None
        if joined and first < high and not match["sign2"] and _may_be_range(match, text, end):
            return _finish(match, text, start, end, first, high, "2" if match["currency2"] else "1")
        first = _amount(match, "1")
    if match["to"] or match["unit"] is None:
        return _alone(text, start, end_first, first, bool(match["currency1"]))
    return _finish(match, text, start, end_first, first, None, "1")


def _amount(match: re.Match[str], n: str) -> float:
    if words := match[f"words{n}"]:
        value = word_value(words)
    else:
        value = float((match[f"money{n}"] or match[f"digits{n}"]).replace(",", ""))
    value = round(value * _scale(match, n), 10)
    return -value if match[f"sign{n}"] in ("-", "−", "–") else value


def _scale(match: re.Match[str], n: str) -> float:
    _, values, _ = _grammar()
    word = match[f"scale{n}"] or match[f"money_scale{n}"]
    return values[fold(word)] if word else 1.0


def _may_be_range(match: re.Match[str], text: str, end: int) -> bool:
    """No move from one number to another, and no chain such as 240-245-250."""
    before = text[max(0, match.start() - 6) : match.start()].lower().split()
    chain = re.match(r"[-–/]\d", text[end : end + 2]) or re.search(r"\d[-–/]$", text[: match.start()][-2:])
    return not (chain or (before and before[-1] == "from"))


def _finish(
    match: re.Match[str], text: str, start: int, end: int, value: float, high: float | None, money: str
) -> NumberMention | None:
    _, _, kinds = _grammar()
    unit: Unit | None = "price" if match[f"currency{money}"] else None
    printed = match["unit"]
    if printed is not None and not unit:
        unit, end = kinds[_plain(printed)], match.end("unit")
        if _plain(printed) in load("numbers")["currency"]["hundredths"]:
            value, high = value / _CENTS_PER_UNIT, None if high is None else high / _CENTS_PER_UNIT
    return None if _in_a_name(text, end) else NumberMention(start, end, value, high, unit)


def _alone(text: str, start: int, end: int, value: float, money: bool) -> NumberMention | None:
    """A number without range; what follows was read as another number's, so its own unit is sought again."""
    _, _, kinds = _grammar()
    unit: Unit | None = "price" if money else None
    if not money and (printed := _UNIT().match(text, end)):
        unit, end = kinds[_plain(printed[1])], printed.end()
        if _plain(printed[1]) in load("numbers")["currency"]["hundredths"]:
            value /= _CENTS_PER_UNIT
    return None if _in_a_name(text, end) else NumberMention(start, end, value, unit=unit)


@cache
def _UNIT() -> re.Pattern[str]:  # noqa: N802 - stands for a constant that is built at first use
    table = load("numbers")
    words = [word for group in table["units"].values() for word in group]
    return re.compile(
        rf"[\s-]?({_fenced([*words, *table['currency']['words'], *table['currency']['hundredths']])})",
        re.IGNORECASE,
    )


# Letters that market shorthand writes against a number: 190C, 65p, 50d, 12m, 5y, 0DTE.
_SHORTHAND = re.compile(r"(?:[CcPpDdWwMmYysS]|DTE|dte)(?![A-Za-z])")


def _in_a_name(text: str, end: int) -> bool:
    return end < len(text) and text[end].isalpha() and text[end - 1].isdigit() and not _SHORTHAND.match(text, end)
