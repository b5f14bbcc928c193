"""What every name and ticker stands for: the shipped table with the curated words laid over it, built once."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cache

from commentary_nlp.extract.lexicon import load
from commentary_nlp.extract.symbols import Listing, us_symbols
from commentary_nlp.records.contract import AssetClass


@dataclass(frozen=True, slots=True)
class Thing:
    """What is named: a symbol, its usual name, its class."""

    symbol: str
    name: str | None
    asset_class: AssetClass


@dataclass(frozen=True, slots=True)
class Entry:
    """A name. `rest` are its words after the first, in lower case. `doubtful`: a word of the language too.

    `capitals`: its words must be capitalised in the text; `exact` is the only form allowed, or None; `spelled`
    is how the curated list writes it. `headed`: only as a heading of its own ("Gas."). `delivered`: only as the
    name of a contract ("the June bund").
    """

    rest: tuple[str, ...]
    thing: Thing
    how: str
    doubtful: bool = False
    capitals: bool = True
    exact: tuple[str, ...] | None = None
    spelled: tuple[str, ...] | None = None
    headed: bool = False
    delivered: bool = False


@dataclass(slots=True)
class Lookup:
    """`names` by first word in lower case, the longest first; `tickers` by symbol as written."""

    names: dict[str, list[Entry]] = field(default_factory=dict)
    tickers: dict[str, Thing] = field(default_factory=dict)
    listings: dict[str, Listing] = field(default_factory=dict)
    futures: dict[str, Thing] = field(default_factory=dict)
    former: frozenset[str] = frozenset()
    curated: frozenset[str] = frozenset()


# Small words inside names.
JOINTS = frozenset(["of", "the", "and", "de", "in", "for", "by"])
WORD = re.compile(r"[A-Za-zÀ-ÖØ-öø-ÿ0-9]+(?:[.&'’*!+-]+[A-Za-zÀ-ÖØ-öø-ÿ0-9]+)*[!+]?")


def split(name: str) -> tuple[str, ...]:
    """The words of a name, as `WORD` finds them in a text, in lower case, without possessive."""
    return tuple(_normal(word) for word in WORD.findall(name))


def _normal(word: str) -> str:
    return word.lower().replace("’", "'")


def _contracts(name: str) -> tuple[str, ...]:
    """A name that ends in "futures" with the other words for a contract."""
    stem = name.removesuffix("futures")
    return (name,) if stem == name else (name, f"{stem}future", f"{stem}contract", f"{stem}contracts")


@cache
def lookup() -> Lookup:
    """The table. Curated names come before the shipped ones; a longer name before a shorter."""
    words, table, out = load("instruments"), us_symbols(), Lookup()
    out.listings = table.listings
    for listing in table.listings.values():
        out.tickers[listing.symbol] = Thing(listing.symbol, listing.name, listing.asset_class)
    former: set[str] = set()
    for section in ("equity", "etf"):
        for symbol, names in words[section].get("former", {}).items():
            former.add(symbol)
            if symbol not in out.tickers or names:
                out.tickers[symbol] = Thing(symbol, names[0] if names else None, section)
    out.former = frozenset(former)
    out.curated = frozenset(
        symbol
        for section in ("equity", "etf")
        for group in words[section].values()
        if isinstance(group, dict)
        for symbol in group
    )
    curated: dict[tuple[str, ...], None] = {}

    def add(
        name: str,
        thing: Thing,
        how: str,
        *,
        doubtful: bool = False,
        any_case: bool = False,
        headed: bool = False,
        delivered: bool = False,
    ) -> None:
        parts = split(name)
        spelled = tuple(word.replace("’", "'") for word in WORD.findall(name))
        key = (
            (*parts, "delivered")
            if delivered
            else (*parts, "")
            if any_case
            else (*spelled, "=")
            if thing.asset_class == "index"
            else parts
        )
        if not parts or key in curated:
            return
        curated[key] = None
        if not delivered:
            curated[parts] = None
        exact = spelled if not any_case and thing.asset_class in ("index", "crypto", "etf", "future") else None
        entry = Entry(parts[1:], thing, how, doubtful, not any_case, exact, spelled, headed, delivered)
        out.names.setdefault(parts[0], []).append(entry)

    for section, kind in (
        ("equity", "equity"),
        ("listing", "equity"),
        ("index", "index"),
        ("crypto", "crypto"),
        ("etf", "etf"),
    ):
        asset_class: AssetClass = kind  # type: ignore[assignment]
        for group in ("names", "former", "doubtful", "any_case"):
            for symbol, names in words[section].get(group, {}).items() if group in words[section] else ():
                thing = out.tickers.get(symbol) if kind in ("equity", "etf") else None
                if thing is None or kind not in (thing.asset_class, "equity"):
                    thing = Thing(symbol, names[0] if names else None, asset_class)
                if section in ("equity", "listing") and names:
                    thing = Thing(symbol, names[0], thing.asset_class)
                how = "short_name" if group == "doubtful" else "name"
                for name in names:
                    add(name, thing, how, doubtful=group == "doubtful", any_case=group == "any_case")
    for root, spec in words["future"].items():
        thing = Thing(root, spec["name"], "future")
        out.futures[root] = thing
        for name in spec.get("names", ()):
            for form in _contracts(name):
                add(form, thing, "name")
        for name in spec.get("any_case", ()):
            add(name, thing, "name", any_case=True)
        for name in spec.get("headed", ()):
            add(name, thing, "name", any_case=True, headed=True)
        for name in words["delivery"]["names"].get(root, ()):
            add(name, thing, "name", any_case=True, delivered=True)
    for symbol, spec in words["metal"].items():
        for name in spec["any_case"]:
            add(name, Thing(symbol, spec["name"], "commodity"), "name", any_case=True)
    for symbol, names in words["fx"]["any_case"].items():
        for name in names:
            add(name, Thing(symbol, None, "fx"), "pair", any_case=True)
    for symbol, names in words["fx"]["traded"].items():
        for name in names:
            add(name, Thing(symbol, None, "fx"), "pair", any_case=True, delivered=True)
    for first, rows in table.names.items():
        for rest, symbol, doubtful in rows:
            words_of = split(" ".join((first, *rest)))
            if words_of and words_of not in curated:
                listing = table.listings[symbol]
                thing = Thing(symbol, listing.name, listing.asset_class)
                out.names.setdefault(words_of[0], []).append(Entry(words_of[1:], thing, "name", doubtful))
    for entries in out.names.values():
        entries.sort(key=lambda entry: -len(entry.rest))
    return out
