"""What vendors call a thing, in the contract's symbols; and which exchange's sessions it follows.

The names are data: `aliases.toml` beside this file.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Any

from commentary_nlp.errors import MarketError
from commentary_nlp.market.calendar import GLOBEX, Calendar, calendar
from commentary_nlp.records.contract import Kind

HOME = "XNYS"
_ALLOWED = re.compile(r"[A-Z0-9^$.][A-Z0-9 .\-_^=/:&+$!]{0,31}")


@dataclass(frozen=True)
class _Names:
    to_yahoo: dict[str, str]
    alias: dict[str, str]
    series: dict[str, str]
    series_words: dict[str, str]
    patterns: tuple[tuple[re.Pattern[str], str, str | None], ...]
    prefix: dict[str, str]
    suffix: dict[str, str]
    calendars: dict[str, str]
    coins: frozenset[str]
    currencies: frozenset[str]
    futures: frozenset[str]
    signed: frozenset[str]
    tenfold: frozenset[str]
    tenfold_above: float


@lru_cache(maxsize=1)
def _names() -> _Names:
    data: dict[str, Any] = tomllib.loads(
        files("commentary_nlp.market").joinpath("aliases.toml").read_text(encoding="utf-8")
    )
    yahoo: dict[str, str] = data["yahoo"]
    lists = data["lists"]
    return _Names(
        to_yahoo=yahoo,
        alias={name.upper(): symbol for symbol, name in yahoo.items()}
        | {name.upper(): symbol for name, symbol in data["alias"].items()},
        series=data["series"],
        series_words=data["series_words"],
        patterns=tuple((re.compile(p["match"]), p["symbol"], p.get("symbols")) for p in data["patterns"]),
        prefix=data["prefix"],
        suffix=data["suffix"],
        calendars=data["calendar"],
        coins=frozenset(lists["coins"]),
        currencies=frozenset(lists["currencies"]),
        futures=frozenset(lists["futures"]),
        signed=frozenset(lists["signed"]),
        tenfold=frozenset(lists["tenfold_yields"]),
        tenfold_above=data["scales"]["tenfold_above"],
    )


@lru_cache(maxsize=65536)
def canonical(name: str) -> str:
    """The contract's symbol of a vendor's name: ``^GSPC`` is ``SPX``, ``BRK-B`` is ``BRK.B``, ``ES=F`` is
    ``ES``, ``NASDAQ:AAPL`` is ``AAPL``. A name that is known to no rule is itself, in capitals.

    Applied to its own result it changes nothing.
    """
    names = _names()
    symbol = " ".join(name.upper().split())
    exchange, colon, ticker = symbol.partition(":")
    if colon and exchange in names.prefix and ticker:
        symbol = canonical(ticker) if not names.prefix[exchange] else ticker + names.prefix[exchange]
    if symbol in names.alias:
        return names.alias[symbol]
    for pattern, production, wanted in names.patterns:
        found = pattern.fullmatch(symbol)
        if found:
            made = found.expand(production)
            if wanted is None or (wanted == "pairs" and is_pair(made)) or made in getattr(names, wanted, ()):
                return canonical(made) if made != symbol else made
    return symbol


def series_symbol(column: str) -> str:
    """The symbol of a column in a file of several series: ``us10y_yield`` is ``US10Y``, ``nyad`` is ``NYAD``.

    ``gold`` is the future, ``GOLD`` a share's ticker: in a file of many tickers they stand in capitals.
    """
    names = _names()
    key = re.sub(r"[^a-z0-9]+", "_", column.lower()).strip("_")
    if key in names.series:
        return names.series[key]
    if key in names.series_words and not column.isupper():
        return names.series_words[key]
    return canonical(column.strip())


def yahoo_name(symbol: str, kind: Kind | None = None) -> str:
    """What Yahoo calls a contract symbol: ``^GSPC``, ``BRK-B``, ``EURUSD=X``, ``BTC-USD``, ``SAP.DE``.

    A future's root may be a share's ticker too (`ES`, `CL`, `ZS`): without a `kind` the file's list decides.
    """
    names = _names()
    if symbol in names.to_yahoo:
        return names.to_yahoo[symbol]
    if kind == "future" or (kind is None and symbol in names.futures):
        return f"{symbol}=F"
    if symbol in names.coins and kind != "share":
        return f"{symbol}-USD"
    if is_pair(symbol):
        return f"{symbol}=X"
    stem, dot, suffix = symbol.rpartition(".")
    return f"{stem}-{suffix}" if dot and suffix not in names.suffix and len(suffix) == 1 else symbol


def is_pair(symbol: str) -> bool:
    """Whether it is two currencies (metals by weight among them): ``EURUSD``, ``XAUUSD``."""
    known = _names().currencies
    return len(symbol) == 6 and symbol[:3] in known and symbol[3:] in known and symbol[:3] != symbol[3:]


def is_signed(symbol: str) -> bool:
    """Whether zero and negative values of it are real (yields, spreads, oscillators), not a vendor's fault."""
    return symbol in _names().signed


def unit_scale(symbol: str, median: float) -> float:
    """What a delivered series is multiplied with: 0.1 for a yield index quoted at ten times the yield."""
    names = _names()
    return 0.1 if symbol in names.tenfold and median > names.tenfold_above else 1.0


def calendar_code(symbol: str, kind: Kind | None = None) -> str:
    """The code of the calendar that a contract symbol follows; ``XNYS`` where its name tells no other.

    `kind` settles what a symbol alone cannot: `CL` as a "future" opens the evening before (``GLBX``, which
    has the same days), `BTC` as a "share" is a fund.
    """
    names = _names()
    if kind == "future":
        return GLOBEX
    if symbol in names.calendars:
        return names.calendars[symbol]
    if symbol in names.coins and kind != "share":
        return "24/7"
    if is_pair(symbol):
        return "24/5"
    _, dot, suffix = symbol.rpartition(".")
    return names.suffix.get(suffix, HOME) if dot else HOME


def calendar_for(symbol: str, kind: Kind | None = None) -> Calendar:
    """The calendar that a contract symbol follows (see `calendar_code`), opened once."""
    return calendar(calendar_code(symbol, kind))


def check_symbol(symbol: str) -> str:
    """The symbol, if it may be one.

    Raises:
        MarketError: it is empty, longer than 32 characters, or has characters that no symbol has.
    """
    if not _ALLOWED.fullmatch(symbol) or ".." in symbol:
        raise MarketError(
            f"{symbol[:40]!r} is no symbol.",
            "A symbol has at most 32 letters, digits and marks, such as BRK.B, SAP.DE or EURUSD; "
            "name it with `--symbol`.",
        )
    return symbol


def exchange_prefixes() -> frozenset[str]:
    """Names of exchanges and feeds that stand before a ticker (``NASDAQ:AAPL``)."""
    return frozenset(_names().prefix)


def has_splits(symbol: str) -> bool:
    """Whether it is a share or fund, whose price a split can move; indices and currencies have none."""
    names = _names()
    return not (symbol in names.to_yahoo or symbol in names.coins or symbol in names.signed or is_pair(symbol))
