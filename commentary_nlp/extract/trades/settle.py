"""Second reading of the items: which numbers are strikes of a structure's parts, and which are prices of entry.

A number after "@", "for a", "at" and before or after "debit" or "credit" is a price (or, after "at", may yet be a
strike: `at_price`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from commentary_nlp.extract.trades.items import Item
from commentary_nlp.extract.trades.words import words_of
from commentary_nlp.records import Strike

# What may stand between a side and the strike that it has ("short the 410", "long at 430").
_MAX_BEFORE_STRIKE = 3


def settle_strikes(items: Sequence[Item]) -> list[Item]:
    """Numbers said of a structure's parts become strikes: "with the body at 50 and wings at 45 and 55", and, where a
    structure was named without strikes, "long the 430 and short the 410"."""
    out = list(items)
    wanting, roled = 0, False
    for place, item in enumerate(items):
        if item.sort == "break" and item.word in (".", "?", "!", "line"):
            wanting, roled = 0, False
        elif item.sort == "name" and item.name is not None:
            wanting = item.name.strikes if item.name.strikes > 1 and not _struck(items, place) else 0
        elif out[place].sort in ("strikes", "compact"):
            wanting = max(0, wanting - len(out[place].strikes))
        elif _cues_strikes(items, place, wanting):
            _strike_numbers(out, place)
        elif wanting and place and _ends_strikes(items, place):
            wanting -= _strike_numbers_before(out, place)
        elif item.sort == "role" or (wanting and _gives_side(items, place)):
            struck = _strike_numbers(out, place)
            if struck and roled and item.sort == "verb":  # "the short strike at 60 and the long at 55"
                out[place] = replace(item, sort="role", word="body")
            roled = roled or (struck and item.sort == "role")
    return out


def _cues_strikes(items: Sequence[Item], place: int, wanting: int) -> bool:
    """ "with strikes of 60 and 65", but not the "strike" of "the 60 strike"; "a condor, puts at 45 and 50"."""
    if items[place].sort == "strike_cue":
        return not (place and items[place - 1].sort == "number")
    return wanting > 0 and items[place].sort == "right"


def _gives_side(items: Sequence[Item], place: int) -> bool:
    """Whether a word of the side stands here ("long the 430", "buy 75"); "sold at 1.45" gives a price instead."""
    verb = items[place].verb
    if verb is None or verb.side is None or verb.late:
        return False
    if verb.group == "state":
        return True
    following = items[place + 1] if place + 1 < len(items) else None
    return verb.group in ("enter", "sell", "past") and following is not None and following.sort != "for_price"


def _ends_strikes(items: Sequence[Item], place: int) -> bool:
    """Whether the side, or the word "strikes", stands behind numbers: "with the 60 and 75 sold and the 55 and 80
    bought"."""
    item, before = items[place], items[place - 1]
    past = item.sort == "verb" and item.verb is not None and item.verb.group == "past"
    plural = item.sort == "strike_cue" and item.text.lower() == "strikes"
    return (past or plural) and (before.sort == "number" or before.text.lower() == "strikes")


def _strike_numbers_before(out: list[Item], place: int) -> int:
    """Turn the one or two plain numbers that end right before `place` into strikes of one part, and its side into a
    word of the part. Returns how many there were."""
    at = place - 1
    while at > 0 and (out[at].sort == "strike_cue" or out[at].text.lower() == "strikes"):
        at -= 1
    found: list[int] = []
    while at >= 0 and len(found) < 2:
        item = out[at]
        if item.sort != "number" or item.spelled or item.money or item.number is None or item.number <= 0:
            break
        found.append(at)
        if at < 2 or out[at - 1].word != "and" or out[at - 2].sort != "number":
            break
        at -= 2
    if not found or found[-1] == 0 or out[found[-1] - 1].sort != "fill":
        return 0
    strikes = tuple(Strike(value=out[one].number or 0, unit="price") for one in reversed(found))
    for one in range(found[-1] + 1, place + 1):
        out[one] = replace(out[one], sort="fill", number=None, verb=None)
    out[found[-1]] = replace(out[found[-1]], sort="strikes", strikes=strikes, number=None, end=out[found[0]].end)
    out[found[-1] - 1] = replace(out[found[-1] - 1], sort="role", word="body")
    return len(found)


def _struck(items: Sequence[Item], place: int) -> bool:
    """Whether strikes stand right before a structure's name ("the 60/65 call spread")."""
    before = [item.sort for item in items[max(0, place - 4) : place]]
    return "strikes" in before or "compact" in before


def _strike_numbers(out: list[Item], place: int) -> bool:
    """Turn the numbers that follow a part's words at `place` into strikes, up to the first thing that is none.

    Returns whether any was.
    """
    struck = False
    at = place + 1
    limit = at + _MAX_BEFORE_STRIKE
    first = joint = -1
    while at < len(out) and at < limit:
        item = out[at]
        following = out[at + 1] if at + 1 < len(out) else None
        if item.sort == "number":
            counts = following is not None and (
                following.sort in ("number", "strikes", "right", "name", "shares", "instrument", "expiry", "compact")
            )
            if counts or item.spelled or item.money or item.number is None or item.number <= 0:
                return struck
            strike = Strike(value=item.number, unit="price")
            if struck:  # "45 and 55" stand together
                out[first] = replace(out[first], strikes=(*out[first].strikes, strike), end=item.end)
                out[joint] = replace(out[joint], sort="fill")
                out[at] = replace(item, sort="fill", number=None)
            else:
                first = at
                out[at] = replace(item, sort="strikes", strikes=(strike,), number=None)
            struck = True
            limit = at + 1 + _MAX_BEFORE_STRIKE
            joint = at + 1 if following is not None and following.word == "and" else -1
            if joint < 0:
                return True
        elif not (item.sort in ("fill", "expiry") or item.word == "at" or (item.sort == "link" and at == joint)):
            return struck
        at += 1
    return struck


def settle_prices(items: Sequence[Item]) -> list[Item]:
    """Join the words of a price with its number into one item. Numbers of stops and targets are left to the masks."""
    out: list[Item] = []
    at = 0
    while at < len(items):
        item = items[at]
        step = _price_at(items, at)
        if step is not None:
            last, price = step
            out.append(price)
            at = last + 1
            continue
        if item.sort == "number" and item.number is not None and _is_strike(items, at):
            strike = Strike(value=item.number, unit="price")
            item = replace(item, sort="strikes", strikes=(strike,), number=None)
        out.append(item)
        at += 1
    return out


def _price_at(items: Sequence[Item], at: int) -> tuple[int, Item] | None:
    """A price that begins at item `at`: its last item's place and the price."""
    item = items[at]
    if item.sort == "for_price":
        if item.word == "zero":
            return at, replace(item, sort="price", number=0.0, price_kind="debit")
        place = _skip(items, at + 1)
        number = _number(items, place)
        if number is None or _is_strike(items, place):
            return None
        kind, last = _kind_after(items, place)
        if item.word in ("debit", "credit", "limit"):
            settled = kind or item.word
            return last, _join(items, at, last, number, "price", settled)
        if kind is not None:
            return last, _join(items, at, last, number, "price", kind)
        sort = "at_price" if item.text.lower().startswith("at") else "for_price"
        return last, _join(items, at, last, number, sort, None)
    if item.sort == "link" and item.word == "from":  # "long from 5,120", and not "from 5 to 8"
        number = _number(items, at + 1)
        after = items[at + 2] if at + 2 < len(items) else None
        if number is not None and (after is None or after.sort in ("comma", "break", "clause", "fill")):
            return at + 1, _join(items, at, at + 1, number, "at_price", None)
    if item.sort in ("number",) and item.number is not None and not item.spelled:
        kind, last = _kind_after(items, at)
        if kind is not None:
            return last, _join(items, at, last, item.number, "price", kind)
    return None


def _is_strike(items: Sequence[Item], place: int) -> bool:
    """ "at the 17 strike"."""
    return place + 1 < len(items) and items[place + 1].sort == "strike_cue"


def _number(items: Sequence[Item], place: int) -> float | None:
    if place < len(items) and items[place].sort == "number" and not items[place].spelled:
        return items[place].number
    return None


def _skip(items: Sequence[Item], place: int) -> int:
    """Past small words that stand between a price's word and its number ("for a net of 2.60")."""
    limit = place + 2
    while (
        place < len(items)
        and place < limit
        and (items[place].sort == "fill" or items[place].word in words_of("joints", "before_price"))
    ):
        place += 1
    return place


def _kind_after(items: Sequence[Item], place: int) -> tuple[str | None, int]:
    """ "debit" or "credit" right after the number at `place`, and where the price then ends."""
    last = place
    for following in range(place + 1, min(place + 3, len(items))):
        item = items[following]
        if item.sort == "for_price" and item.word in ("debit", "credit"):
            # A verb such as "paying" or "collecting" begins a price of its own; a noun ends this one.
            noun = item.text.lower().split()[-1] in ("debit", "credit", "cost", "cr", "db")
            return (item.word, following) if noun else (None, last)
        if item.sort != "fill" and item.word not in words_of("joints", "after_price"):
            break
    return None, last


def _join(items: Sequence[Item], first: int, last: int, number: float, sort: str, kind: str | None) -> Item:
    money = any(item.money for item in items[first : last + 1])
    return replace(
        items[first],
        sort=sort,  # type: ignore[arg-type]
        end=items[last].end,
        number=number,
        word=next((item.text for item in items[first : last + 1] if item.sort == "number"), items[first].word),
        price_kind=kind,  # type: ignore[arg-type]
        money=money,
    )
