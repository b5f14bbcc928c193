"""Finding every traded thing that an article names.

In four passes: symbols that are marked as such; "Name (TICKER)" pairs, which also tell how this article calls
the company later; then word by word the names of the table; then the bare tickers, which are judged by all
that was found before.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import replace

from commentary_nlp.extract.annotations import InstrumentMention
from commentary_nlp.extract.instruments.brackets import Brackets
from commentary_nlp.extract.instruments.context import REACH, context, traded_after, traded_before
from commentary_nlp.extract.instruments.explicit import Found, find_explicit
from commentary_nlp.extract.instruments.lookup import WORD
from commentary_nlp.extract.instruments.names import Names
from commentary_nlp.extract.instruments.page import Page
from commentary_nlp.extract.instruments.tickers import Tickers
from commentary_nlp.extract.lexicon import load


def find_instruments(text: str) -> tuple[InstrumentMention, ...]:
    """Every mention of a traded thing, in order and free of overlap.

    Shares and funds by ticker, listing, full or short name; indices, futures, pairs, coins and metals by
    symbol or name. Themes ("small caps"), yields and economic data are none; nor is a house that rates,
    where it is named for its opinion (`context.rates` states the rule).
    """
    page = Page(text)
    if not page.lines:
        return ()
    page.add(find_explicit(text))
    Brackets(page).read()
    words = list(WORD.finditer(text))
    Names(page).read(words)
    Tickers(page).read(words)
    return _settled(_listed_as_said(text, _without_fund_content(text, page.found)))


def _without_fund_content(text: str, found_all: list[Found]) -> list[Found]:
    """Gold is what GLD holds: where the text gives the fund and never trades or quotes the metal, it is no thing of
    its own."""
    held = {metal: spec["funds"] for metal, spec in load("instruments")["metal"].items() if "funds" in spec}
    symbols = {found.thing.symbol for found in found_all}
    out = found_all
    for metal, funds in held.items():
        named = [found for found in found_all if found.thing.symbol == metal]
        if not symbols & set(funds) or any(_is_quoted(text, found) for found in named):
            continue
        out = [found for found in out if found.thing.symbol != metal]
    return out


def _is_quoted(text: str, found: Found) -> bool:
    quoted = found.how != "name" or context().level.match(text[found.end : found.end + REACH])
    spot = re.match(r"spot\b", text[found.start : found.end], re.IGNORECASE)
    return bool(quoted or spot or traded_before(text, found.start) or traded_after(text, found.end))


def _listed_as_said(text: str, found_all: list[Found]) -> list[Found]:
    """The line of a company that the text itself quotes: its own listing ("ASML (ASML.AS)"), and London's where the
    text quotes London listings and never the American symbol."""
    said = {f.thing.symbol for f in found_all if f.how in ("listing", "ticker") and f.rank == 0}
    lines = {symbol.split(".")[0]: symbol for symbol in said if re.fullmatch(r"[A-Z]{2,5}\.[A-Z]{1,2}", symbol)}
    lines = {root: symbol for root, symbol in lines.items() if symbol.split(".")[1] not in ("A", "B")}
    if any(symbol.endswith(".L") for symbol in lines.values()):
        lines |= load("instruments")["listing"]["london"]
    return [
        replace(found, thing=replace(found.thing, symbol=lines[found.thing.symbol]))
        if found.thing.symbol in lines and found.thing.symbol not in said and found.thing.asset_class == "equity"
        else found
        for found in found_all
    ]


def _settled(found_all: list[Found]) -> tuple[InstrumentMention, ...]:
    """In order; of two that overlap the longer stays, of two alike the surer."""
    kept: list[Found] = []
    starts: list[int] = []
    ends: list[int] = []
    for found in sorted(found_all, key=lambda f: (-(f.end - f.start), f.rank, f.start)):
        at = bisect_right(starts, found.start)
        if (at == 0 or ends[at - 1] <= found.start) and (at == len(starts) or starts[at] >= found.end):
            kept.append(found)
            starts.insert(at, found.start)
            ends.insert(at, found.end)
    return tuple(
        InstrumentMention(f.start, f.end, f.thing.symbol, f.thing.name, f.thing.asset_class, f.how)
        for f in sorted(kept, key=lambda f: f.start)
    )
