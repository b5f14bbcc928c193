"""What a condition speaks of: its subject's words, its symbols and the trade it belongs to, as market symbols."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property, lru_cache
from importlib.resources import files
from typing import Any

from commentary_nlp.records import Leg

_WORD = re.compile(r"[a-z0-9][a-z0-9&./-]*")
_LENGTH = re.compile(
    r"\b(\d{1,3}|two|three|four|five|six|seven|eight|nine|ten|twenty|thirty|fifty)[- ]?"
    r"(d|dma|day|days|session|sessions|period|periods|week|weeks|wk|month|months)\b"
)
_RSI_LENGTH = re.compile(r"\brsi\s*\(?(\d{1,2})\b|\b(\d{1,2})[- ](?:day|period|session)\b")
_NUMBERS = {"two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10,
            "twenty": 20, "thirty": 30, "fifty": 50}  # fmt: skip
_SESSIONS_PER = {"w": 5, "m": 21}


@dataclass(frozen=True, slots=True)
class Trade:
    """The underlyings of an idea's legs by direction: what gains when it rises, and what gains when it falls.

    A bought put is a bet on a fall, a sold put one on a rise. An underlying with options both ways (a straddle,
    a vertical) stands in `long` alone.
    """

    long: tuple[str, ...] = ()
    short: tuple[str, ...] = ()
    optional: bool = False  # some leg is an option

    @property
    def symbols(self) -> tuple[str, ...]:
        return self.long + self.short


@lru_cache(maxsize=4096)
def trade_of(legs: tuple[Leg, ...]) -> Trade:
    """The trade that legs make. Legs of one underlying count as one."""
    net: dict[str, int] = {}
    for leg in legs:
        sign = 1 if leg.side == "long" else -1
        if leg.kind == "option" and leg.right == "put":
            sign = -sign
        net[leg.symbol] = net.get(leg.symbol, 0) + sign
    optional = any(leg.kind == "option" for leg in legs)
    if len(net) == 1:
        return Trade(long=tuple(net), optional=optional)
    return Trade(
        long=tuple(symbol for symbol, sign in net.items() if sign >= 0),
        short=tuple(symbol for symbol, sign in net.items() if sign < 0),
        optional=optional,
    )


@lru_cache(maxsize=4096)
def words(subject: str | None) -> tuple[str, ...]:
    """Lower-case words; a hyphenated or slashed one stays whole. A possessive's s is dropped."""
    if not subject:
        return ()
    text = subject.lower().replace("’", "'").replace("'s", "").replace("–", "-")
    text = re.sub(r"\b([a-z]+|\d+) (year|month)\b", r"\1-\2", text)
    return tuple(word.rstrip(".") for word in _WORD.findall(text))


def sessions_said(subject: str | None) -> int | None:
    """A length in a subject ("20-day realised volatility", "two-week"), in sessions; None where none is said.

    A week is 5 sessions and a month 21.
    """
    found = _LENGTH.search(subject.lower()) if subject else None
    if found is None:
        return None
    number = _NUMBERS.get(found[1]) or int(found[1])
    return number * _SESSIONS_PER.get(found[2][0], 1) or None


def rsi_sessions_said(subject: str | None) -> int | None:
    """The length in "RSI(2)" or "the 9-day RSI"; None where none is said."""
    found = _RSI_LENGTH.search(subject.lower()) if subject else None
    return (int(found[1] or found[2]) or None) if found else None


class Subjects:
    """The lists of `subjects.toml`."""

    def __init__(self, lists: dict[str, Any]) -> None:
        self._lists = lists

    @cached_property
    def _trade_words(self) -> frozenset[str]:
        return frozenset(self._lists["trade"]["words"])

    def is_the_trade(self, subject: str | None, trade: Trade) -> bool:
        """Whether a subject without symbols speaks of the trade's own instrument: it says nothing else."""
        own = {symbol.lower() for symbol in trade.symbols}
        refused = frozenset(self._lists["not_the_trade"]["words"])
        for word in words(subject):
            if word in refused:
                return False
            for part in re.split(r"[-/]", word) if word not in own else ():
                if part and not (part in self._trade_words or part in own or part in _NUMBERS or part.isdigit()):
                    return False
        return True

    def entry(self, group: str, subject: str | None) -> dict[str, Any] | None:
        """The first entry of `yields`, `currencies` or `credit` whose words the subject has. An entry without
        words takes every subject."""
        said = set(words(subject))
        said.update(part for word in tuple(said) for part in word.split("/"))
        for entry in self._lists[group]:
            if not entry["words"] or said.intersection(entry["words"]):
                found: dict[str, Any] = entry
                return found
        return None

    def is_curve(self, subject: str | None) -> bool:
        return bool(set(words(subject)).intersection(self._lists["curve"]["words"]))

    @property
    def curve(self) -> tuple[list[str], list[str]]:
        """Symbols of the long and of the short yield."""
        return self._lists["curve"]["long"], self._lists["curve"]["short"]

    @cached_property
    def yield_symbols(self) -> frozenset[str]:
        return frozenset(symbol for entry in self._lists["yields"] for symbol in entry["symbols"])

    @cached_property
    def spread_series(self) -> frozenset[str]:
        return frozenset(symbol for entry in self._lists["credit"] for symbol in entry["series"])

    @cached_property
    def volatility_indices(self) -> frozenset[str]:
        return frozenset(self._lists["implied"]["indices"])

    @property
    def market_volatility(self) -> str:
        """The index of the whole market's implied volatility."""
        symbol: str = self._lists["implied"]["market"]
        return symbol

    def volatility_index_of(self, symbol: str) -> str | None:
        if symbol in self.volatility_indices:
            return symbol
        found: str | None = self._lists["implied"]["of"].get(symbol)
        return found

    def stand_ins(self, symbol: str) -> tuple[str, ...]:
        return tuple(self._lists["stand_ins"].get(symbol, ()))

    def market(self, name: str) -> tuple[str, ...]:
        """A list of the market's own symbols, by its name in the file."""
        return tuple(self._lists["market"][name])

    def unmeasured(self, measure: str) -> str | None:
        """Why daily bars do not carry a measure, or None where they do."""
        reason: str | None = self._lists["unmeasured"].get(measure)
        return reason

    def shares(self, symbols: Iterable[str]) -> tuple[str, ...]:
        """Those that may be single companies' shares."""
        out = self._not_shares
        prefixes = tuple(self._lists["market"]["not_share_prefixes"])
        return tuple(symbol for symbol in symbols if symbol not in out and not symbol.startswith(prefixes))

    @cached_property
    def _not_shares(self) -> frozenset[str]:
        lists = self._lists["market"]
        out = {*lists["not_shares"], *lists["sectors"], *lists["factors"], *self.volatility_indices}
        for entry in self._lists["currencies"]:
            out.update(entry["symbols"], entry.get("inverse", ()))
        return frozenset(out)


@lru_cache(maxsize=1)
def subjects() -> Subjects:
    """The lists that ship with the package."""
    text = files("commentary_nlp.validate").joinpath("subjects.toml").read_text(encoding="utf-8")
    return Subjects(tomllib.loads(text))
