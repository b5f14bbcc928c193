"""Second reading of the items: which numbers are prices of entry, and which clauses say no trade.

A number after "@", "for a", "at" and before or after "debit" or "credit" is a price (or, after "at", may yet be a
strike: `at_price`). A clause that begins with a word of condition, reason or level is masked until a full stop
or until a new order begins ("if X, buy Y").
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from commentary_nlp.extract.trades.items import Item, masked
from commentary_nlp.extract.trades.words import words_of
from commentary_nlp.records import Strike

# A position stated or an order given ends a masked clause; history ("bought") and liking do not.
_ORDERING = frozenset({"enter", "sell", "write", "exit", "keep", "swap", "prefer", "hedge", "roll", "state"})


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


def settle_masks(items: Sequence[Item]) -> list[Item]:
    """Mask the clauses that say no trade."""
    items = [_told_of_last(items, place) for place in range(len(items))]
    flags = [False] * len(items)
    mode = ""
    at_level = aside = choice = numbered = bounded = False
    for place, item in enumerate(items):
        if item.sort == "break" and item.word != "dash":
            mode = ""
            continue
        if item.sort == "break" and mode:
            mode = ""
            continue
        following = items[place + 1].text.lower() if place + 1 < len(items) else ""
        if mode == "reason" and item.sort == "comma" and following in words_of("joints", "conclusions"):
            mode = ""
        if mode and choice and item.sort == "comma":
            mode = ""  # "buy A or, if that is too dear, B"
        if mode == "reason" and aside and item.sort == "comma" and _goes_on(items, place):
            mode = ""
        if mode and (_resumes(items, place, mode) or (item.sort == "comma" and _terms_follow(items, place, aside))):
            mode = ""
        if mode == "comparison" and item.sort == "comma":
            mode = ""
        if at_level and mode == "level" and (_ends_level(item) or (bounded and numbered and _after_level(item))):
            mode = ""
        numbered = numbered or item.sort == "number"
        if (
            mode == "relative"
            and item.text.lower() in words_of("joints", "modals")
            and flags[place - 2 : place]
            == [
                True,
                True,
            ]
        ):
            mode = ""  # "holders who need income can sell calls"
        if item.sort == "clause" and item.text.lower() == "should" and not _conditional(items, place):
            flags[place] = bool(mode)
            continue
        if not mode and _is_of_merit(items, place):
            mode, aside, at_level = "reason", False, False
            flags[place] = True
            continue
        if item.sort == "clause" and _places_only(items, place):
            flags[place] = bool(mode)
            continue
        if not mode and _inverts(items, place):
            mode, aside, at_level = "condition", False, False
            flags[place] = True
            continue
        if item.sort == "clause" and not (mode in ("condition", "reason", "relative") and item.word == "level"):
            aside = place > 0 and items[place - 1].sort == "comma"
            choice = aside and place > 1 and items[place - 2].word == "or"
            mode = item.word
            at_level = mode == "level"
            # "above 200" ends with its number; "stop 141 and target 178" does not.
            numbered = False
            bounded = item.text.lower() in words_of("joints", "bounds")
            flags[place] = True
            continue
        flags[place] = bool(mode)
    return masked(items, flags)


def _goes_on(items: Sequence[Item], place: int) -> bool:
    """Whether the sentence goes on after the comma that ends an aside."""
    following = items[place + 1] if place + 1 < len(items) else None
    return following is not None and following.text.lower() in words_of("joints", "predicates")


def _is_of_merit(items: Sequence[Item], place: int) -> bool:
    """ "Buy SMH for its Nvidia weight": the reason is something that the thing has."""
    following = items[place + 1].text.lower() if place + 1 < len(items) else ""
    return items[place].text.lower() == "for" and following in words_of("joints", "owners")


def _inverts(items: Sequence[Item], place: int) -> bool:
    """ "were XME to fall": a condition without "if"."""
    if items[place].word != "were":
        return False
    named = False
    for item in items[place + 1 : place + 8]:
        if item.sort in ("comma", "break", "clause"):
            return False
        if item.sort == "link" and item.word == "to":
            return named
        named = named or item.sort in ("instrument", "word", "pronoun")
    return False


def _terms_follow(items: Sequence[Item], place: int, aside: bool) -> bool:
    """After an aside ("or, if liquidity matters, DIA May 380 puts") or before "with" the terms of an option
    follow."""
    if not aside and not (place + 1 < len(items) and items[place + 1].text.lower() in ("with", "via", "through")):
        return False
    sorts = []
    for item in items[place + 1 : place + 8]:
        if item.sort in ("comma", "break", "verb", "clause", "word"):
            break
        sorts.append(item.sort)
    return ("right" in sorts or "name" in sorts) and "word" not in sorts


def _begins(items: Sequence[Item], place: int) -> bool:
    """Whether a clause begins here: "should X happen", not "holders should"."""
    return place == 0 or items[place - 1].sort in ("comma", "break") or items[place - 1].sort == "link"


def _told_of_last(items: Sequence[Item], place: int) -> Item:
    """ "XME, which we own, against KRE, which we are short": the position is said of the thing before."""
    item = items[place]
    if _tells_held(items, place):
        return replace(item, sort="fill", word="")
    if item.verb is None or item.verb.side is None or item.verb.group not in ("enter", "state", "keep"):
        return item
    for back in range(place - 1, max(-1, place - 5), -1):
        if _tells_held(items, back):
            return replace(item, verb=replace(item.verb, late=True, group="state"))
        if items[back].sort not in ("word", "fill"):
            return item
    return item


def _tells_held(items: Sequence[Item], place: int) -> bool:
    """Whether "which" stands after a thing and before the author and the side held, and nothing more."""
    if items[place].text.lower() not in ("which", "that") or items[place].sort not in ("clause", "fill"):
        return False
    before = [item.sort for item in items[max(0, place - 2) : place] if item.sort != "comma"][-1:]
    if before not in (["instrument"], ["shares"]):
        return False
    said = False
    for item in items[place + 1 : place + 6]:
        if item.text.lower() in words_of("joints", "speakers"):
            said = True
        elif item.sort == "verb" and item.verb is not None:
            return said and item.verb.side is not None and item.verb.group in ("enter", "state", "keep")
        elif item.sort not in ("word", "fill"):
            return False
    return False


def _conditional(items: Sequence[Item], place: int) -> bool:
    """ "Should X happen" at a clause's start, and "sold should XME fall" before a thing."""
    following = items[place + 1 : place + 3]
    thing = [item.sort for item in following if item.text.lower() != "the"][:1] == ["instrument"]
    return thing or _begins(items, place)


def _places_only(items: Sequence[Item], place: int) -> bool:
    """ "The 60 put under it and the 75 call over it": under a pronoun is no level."""
    following = items[place + 1] if place + 1 < len(items) else None
    return items[place].word == "level" and following is not None and following.sort == "pronoun"


def _resumes(items: Sequence[Item], place: int, mode: str) -> bool:
    """Whether a new order begins at `place`, after a comma, a link or a pronoun."""
    item = items[place]
    comma = item.sort == "comma" or (item.sort == "link" and item.word in ("and", "or")) or item.word == "then"
    pronoun = mode != "reason" and item.word in words_of("joints", "speakers")
    if mode != "reason" and item.sort == "verb" and item.word in words_of("joints", "speakers"):
        return True  # "we like" is one phrase
    if mode == "level" and item.sort == "verb" and item.verb is not None and item.verb.group in _ORDERING:
        return True
    if not comma and not pronoun:
        return False
    following = items[place + 1] if place + 1 < len(items) else None
    if following is not None and following.sort == "link" and following.text.lower() == "and into":
        return True
    if comma and _passive_order(items, place):
        return True
    for after in items[place + 1 : place + 6]:
        if after.sort == "verb" and after.verb is not None:
            return after.verb.group in _ORDERING and not (after.verb.group == "state" and not comma)
        if after.sort == "link" and after.word in ("and", "or", "into"):
            continue
        if after.sort in ("comma",) or (after.sort == "word" and after.word in words_of("joints", "before_order")):
            continue
        return False
    return False


def _passive_order(items: Sequence[Item], place: int) -> bool:
    """ "and the DIA shares are to be sold": a thing, and a late verb of leaving or entering."""
    named = False
    for item in items[place + 1 : place + 12]:
        if item.sort in ("comma", "break") or (item.sort == "clause" and item.text.lower() != "should"):
            return False
        named = named or item.sort == "instrument"
        if named and item.sort == "verb" and item.verb is not None and item.verb.late:
            return item.verb.group in ("sell", "enter", "exit")
    return False


def _after_level(item: Item) -> bool:
    """What follows the number of "above 200" or "between 60 and 62" is outside the level."""
    return not (item.sort in ("number", "percent") or (item.sort == "link" and item.word in ("and", "to")))


def _ends_level(item: Item) -> bool:
    """A level's words end at the next comma, at the other side of a pair, or at a thing traded."""
    return item.sort in ("comma", "instrument", "verb", "right", "name") or (
        item.sort == "link" and item.word in ("against", "over", "than")
    )
