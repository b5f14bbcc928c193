"""Which series a predicate is read off: its measure, its symbols, else its subject, else the trade's legs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from commentary_nlp.market import measures
from commentary_nlp.records import Predicate
from commentary_nlp.settings import ValidateSettings
from commentary_nlp.validate.breadth import depth
from commentary_nlp.validate.series import Series, SeriesBook, Unmeasured
from commentary_nlp.validate.subjects import Subjects, Trade, rsi_sessions_said, sessions_said, words

# Changes whose question a stand-in with bars that move alike can answer: none names a level.
_RELATIVE_TO_ITSELF = frozenset({
    "rises", "falls", "stabilizes", "holds", "retraces", "outperforms", "underperforms", "widens", "narrows",
    "improves", "worsens", "broadens", "rotates",
})  # fmt: skip
_OWN_SCALE = frozenset({"realized_vol", "volatility", "rsi", "drawdown", "moving_average", "relative_strength"})


def _names_a_price(predicate: Predicate) -> bool:
    """Whether a stated value is one of a price, which only a single instrument has; a bare number that it rises
    or falls by is a percent."""
    if predicate.value is None or predicate.change in ("outperforms", "underperforms"):
        return False
    bare = predicate.unit is None and predicate.change not in ("rises", "falls", "improves", "worsens")
    return predicate.unit in ("price", "points") or bare


class Sources:
    """Finds and builds the series of predicates."""

    def __init__(self, book: SeriesBook, settings: ValidateSettings, subjects: Subjects) -> None:
        self.book = book
        self.settings = settings
        self.subjects = subjects

    def series(self, predicate: Predicate, trade: Trade) -> list[Series]:
        """One series, or one for each of several symbols that must all answer.

        Raises:
            Unmeasured: the measure is not in daily bars, what it is about is not said, or its prices are not
                at hand.
        """
        measure = predicate.measure
        reason = self.subjects.unmeasured(measure)
        if reason is not None:
            raise Unmeasured(reason)
        if predicate.change in ("outperforms", "underperforms") and measure in ("price", "spread"):
            measure = "relative_strength"
        if measure == "price" and predicate.unit == "session" and predicate.change not in ("rises", "falls"):
            measure = "moving_average"
        build = getattr(self, f"_{measure}")
        found: Series | list[Series] = build(predicate, trade)
        return found if isinstance(found, list) else [found]

    # What a predicate is about

    def named(self, predicate: Predicate, trade: Trade) -> tuple[str, ...]:
        """The symbols a predicate is about: its own, else the trade's where its subject is no other thing."""
        if predicate.symbols:
            return predicate.symbols
        if not self.subjects.is_the_trade(predicate.subject, trade):
            raise Unmeasured(f"no symbol stands for {predicate.subject!r}")
        if not trade.symbols:
            raise Unmeasured("neither a symbol nor a trade says what this is about")
        return trade.symbols

    def price(self, symbol: str, predicate: Predicate) -> Series:
        """A symbol's prices, or those of what moves alike where no level is asked for."""
        if not self.book.has(symbol) and self._needs_no_level(predicate):
            other = self.book.first_of(self.subjects.stand_ins(symbol))
            if other is not None:
                found = self.book.price(other)
                note = f"{other} stands in for {symbol}"
                return self.book.keep(
                    ("stand-in", symbol, other), lambda: replace(found, components=(), notes=(*found.notes, note))
                )
        return self.book.price(symbol)

    def _needs_no_level(self, predicate: Predicate) -> bool:
        if predicate.measure in _OWN_SCALE or predicate.unit in ("sigma", "session"):
            return True
        free = predicate.value is None or predicate.unit in ("percent", "bp")
        return predicate.change in _RELATIVE_TO_ITSELF and free

    def _each(self, predicate: Predicate, trade: Trade) -> list[Series]:
        """Prices of what the predicate is about: one for each named symbol; of a pair the ratio, of a basket
        the equal-weight index."""
        named = self.named(predicate, trade)
        if predicate.symbols or len(named) == 1:
            return [self.price(symbol, predicate) for symbol in named]
        return [self._of_trade(predicate, trade)]

    def _of_trade(self, predicate: Predicate, trade: Trade) -> Series:
        sides = [
            self.book.basket([self.price(symbol, predicate) for symbol in side])
            for side in (trade.long, trade.short)
            if side
        ]
        return self.book.ratio(*sides) if len(sides) == 2 else sides[0]

    # Measures, by the contract's names

    def _price(self, predicate: Predicate, trade: Trade) -> list[Series]:
        if not predicate.symbols and len(trade.symbols) > 1 and _names_a_price(predicate):
            raise Unmeasured(
                f"a price of {predicate.value:g} names none of {', '.join(trade.symbols)}; a level of their ratio "
                f"would be one of the spread"
            )
        return self._each(predicate, trade)

    def _spread(self, predicate: Predicate, trade: Trade) -> Series:
        if self.subjects.is_curve(predicate.subject) and len(predicate.symbols) < 2:
            long, short = (self._first(symbols, "yield") for symbols in self.subjects.curve)
            return self.book.difference(self._yield_series(long), self._yield_series(short), unit="percent")
        named = predicate.symbols
        if len(named) < 2:
            inside = not named or named[0] in trade.symbols
            if not (inside and trade.long and trade.short):
                one = f" and only {named[0]} is named" if named else ""
                raise Unmeasured(f"a spread is of two instruments{one}: one price series cannot show it")
            if not named and not self.subjects.is_the_trade(predicate.subject, trade):
                raise Unmeasured(f"no two symbols stand for {predicate.subject!r}")
            if len(trade.symbols) > 2:
                return self._of_trade(predicate, trade)
            named = (trade.long[0], trade.short[0])
        if len(named) > 2:
            raise Unmeasured(f"a spread is of two instruments; {', '.join(named)} are named")
        if set(named) <= self.subjects.yield_symbols:
            return self.book.difference(*(self._yield_series(symbol) for symbol in named), unit="percent")
        first, second = (self.price(symbol, predicate) for symbol in named)
        if predicate.unit in ("price", "points"):
            return self.book.difference(first, second, unit="price")
        return self.book.ratio(first, second)

    def _relative_strength(self, predicate: Predicate, trade: Trade) -> Series:
        named, benchmark = self.named(predicate, trade), self.settings.benchmark
        if not predicate.symbols and trade.long and trade.short:
            return self._relative(trade.long, trade.short)
        if len(predicate.symbols) == 1 and len(trade.symbols) == 2 and trade.short and named[0] in trade.symbols:
            # One leg of a pair is compared with the other.
            other = trade.short if named[0] in trade.long else trade.long
            return self._relative(named, other)
        if len(named) == 2 and predicate.symbols:
            return self._relative(named[:1], named[1:])
        if named == (benchmark,):
            raise Unmeasured(f"{benchmark} is itself what others are compared with; name a second instrument")
        return self._relative(named, (benchmark,))

    def _relative(self, first: Sequence[str], second: Sequence[str]) -> Series:
        sides = [self.book.basket([self._growth(symbol) for symbol in side]) for side in (first, second)]
        return self.book.ratio(*sides, label="relative strength")

    def _growth(self, symbol: str) -> Series:
        if not self.book.has(symbol):
            other = self.book.first_of(self.subjects.stand_ins(symbol))
            if other is not None:
                found = self.book.total_return(other)
                return self.book.keep(
                    ("growth stand-in", symbol, other),
                    lambda: replace(found, components=(), notes=(*found.notes, f"{other} stands in for {symbol}")),
                )
        return self.book.total_return(symbol)

    def _realized_vol(self, predicate: Predicate, trade: Trade) -> list[Series]:
        sessions = sessions_said(predicate.subject) or self.settings.realized_vol_sessions
        if sessions < 2:
            raise Unmeasured("the volatility of one session is not measured from daily bars")
        generic = not predicate.symbols and not trade.symbols
        if generic and self.subjects.is_the_trade(predicate.subject, trade):
            prices = [self.price(self._first(self.subjects.market("symbols"), "market"), predicate)]
        else:
            prices = self._each(predicate, trade)
        return [self._volatility_of(price, sessions) for price in prices]

    def _volatility_of(self, price: Series, sessions: int) -> Series:
        def build() -> Series:
            values = measures.realized_volatility(price.values, sessions, a_year=self.settings.sessions_a_year)
            return Series(
                f"{sessions}-session realized volatility of {price.label}", price.symbols, price.days, values,
                unit="percent", relative=False, good=-1, notes=price.notes,
            )  # fmt: skip

        return self.book.keep(("realized", price.label, price.notes, sessions), build)

    def _volatility(self, predicate: Predicate, trade: Trade) -> list[Series]:
        """Not said which: an index of implied volatility where it is named, else realized; of the market where
        nothing is named, as "until volatility subsides" speaks of it."""
        if predicate.symbols and all(symbol in self.subjects.volatility_indices for symbol in predicate.symbols):
            return self._implied_vol(predicate, trade)
        if predicate.symbols or (predicate.subject and "its" in words(predicate.subject)):
            return self._realized_vol(predicate, trade)
        return self._realized_vol(predicate, Trade())

    def _implied_vol(self, predicate: Predicate, trade: Trade) -> list[Series]:
        if predicate.symbols:
            named = predicate.symbols
        elif not self.subjects.is_the_trade(predicate.subject, trade):
            raise Unmeasured(f"no symbol stands for {predicate.subject!r}")
        elif trade.symbols and (trade.optional or all(map(self.subjects.volatility_index_of, trade.symbols))):
            named = trade.symbols
        else:  # shares have none of their own in view: the market's is spoken of
            named = (self.subjects.market_volatility,)
        found = []
        for symbol in named:
            index = self.subjects.volatility_index_of(symbol)
            if index is None:
                raise Unmeasured(f"the implied volatility of {symbol} is in no index at hand: it needs option prices")
            price = self.book.price(index)
            note = () if index == symbol else (f"{index} states the implied volatility of {symbol}",)
            found.append(self.book.keep(("implied", symbol, index), lambda p=price, n=note: replace(
                p, unit="points", good=-1, components=(), notes=n)))  # type: ignore[misc]  # fmt: skip
        return found

    def _moving_average(self, predicate: Predicate, trade: Trade) -> list[Series]:
        length = predicate.value
        if length is None or predicate.unit not in ("session", None) or not 1 <= length <= 5000:
            raise Unmeasured("the length of the moving average is not said in sessions")
        slow = round(length)
        said = words(predicate.subject)
        kind = "exponential" if {"ema", "exponential"}.intersection(said) else "simple"
        fast = sessions_said(predicate.subject)
        if len(predicate.symbols) == 2 and {"ratio", "spread", "relative"}.intersection(said):
            prices = [self.book.ratio(*(self.price(symbol, predicate) for symbol in predicate.symbols))]
        else:
            prices = self._each(predicate, trade)
        return [self._averaged(price, fast if fast != slow else None, slow, kind, predicate) for price in prices]

    def _averaged(self, price: Series, fast: int | None, slow: int, kind: str, predicate: Predicate) -> Series:
        average = measures.exponential_average if kind == "exponential" else measures.simple_average
        itself = predicate.change in ("rises", "falls", "improves", "worsens", "stabilizes")

        def build() -> Series:
            against = average(price.values, slow)
            name = f"{slow}-session {kind} average of {price.label}"
            if itself:
                return replace(price, label=name, values=against, high=None, low=None, components=())
            if fast is None:
                return replace(price, label=f"{price.label} against its {slow}-session {kind} average",
                               against=against, components=())  # fmt: skip
            return replace(price, label=f"{fast}-session average of {price.label} against its {slow}-session one",
                           values=average(price.values, fast), against=against, high=None, low=None,
                           components=())  # fmt: skip

        return self.book.keep(("average", price.label, price.notes, fast, slow, kind, itself), build)

    def _rsi(self, predicate: Predicate, trade: Trade) -> list[Series]:
        length = rsi_sessions_said(predicate.subject) or self.settings.rsi_sessions

        def build(price: Series) -> Series:
            return Series(
                f"RSI({length}) of {price.label}", price.symbols, price.days,
                measures.relative_strength_index(price.values, length), unit="points", relative=False,
                notes=price.notes,
            )  # fmt: skip

        return [
            self.book.keep(("rsi", price.label, price.notes, length), lambda p=price: build(p))  # type: ignore[misc]
            for price in self._each(predicate, trade)
        ]

    def _drawdown(self, predicate: Predicate, trade: Trade) -> list[Series]:
        if predicate.change == "broadens":
            return [self.book.price(self._first(self.subjects.market("symbols"), "market"))]
        named = self.named(predicate, trade)
        if not predicate.symbols and len(named) > 1:
            price = self._of_trade(predicate, trade)
            return [self.book.keep(("drawdown", price.label), lambda: Series(
                f"drawdown of {price.label}", price.symbols, price.days, measures.drawdown(price.values),
                unit="percent", relative=False, good=-1))]  # fmt: skip
        out = []
        for symbol in named:
            price = self.price(symbol, predicate)
            out.append(replace(depth(self.book, price.symbols[0]), notes=price.notes))
        return out

    def _volume(self, predicate: Predicate, trade: Trade) -> list[Series]:
        if not predicate.symbols and not trade.symbols and self.subjects.is_the_trade(predicate.subject, trade):
            named: tuple[str, ...] = (self.settings.benchmark,)  # the market's
        else:
            named = self.named(predicate, trade)
        if predicate.unit in ("price", "points") and predicate.value is not None:
            return [self.book.shares_traded(symbol) for symbol in named]
        return [self.book.volume(symbol, self.settings.volume_sessions) for symbol in named]

    def _yield(self, predicate: Predicate, trade: Trade) -> list[Series]:
        stated = tuple(symbol for symbol in predicate.symbols if symbol in self.subjects.yield_symbols)
        if stated:
            return [self._yield_series(symbol) for symbol in stated]
        entry = self.subjects.entry("yields", predicate.subject)
        symbols = entry["symbols"] if entry else []
        if not symbols:
            raise Unmeasured(f"no symbol stands for the yield {predicate.subject!r}")
        return [self._yield_series(self._first(symbols, "yield"))]

    def _yield_series(self, symbol: str) -> Series:
        price = self.book.price(symbol)
        return self.book.keep(("yield", symbol), lambda: replace(
            price, label=f"{symbol} yield", unit="percent", relative=False, good=0, scale=None, components=(),
            notes=()))  # fmt: skip

    def _currency(self, predicate: Predicate, trade: Trade) -> list[Series]:
        entry = None if predicate.symbols else self.subjects.entry("currencies", predicate.subject)
        if entry is None:
            return self._each(predicate, trade)
        symbol = self.book.first_of(entry["symbols"])
        if symbol is not None:
            return [self.book.price(symbol)]
        inverse = self.book.first_of(entry.get("inverse", ()))
        if inverse is None:
            self.book.price([*entry["symbols"], *entry.get("inverse", ())][0])  # says what is missing
        price = self.book.price(str(inverse))
        return [self.book.keep(("inverse", inverse), lambda: replace(
            price, label=f"1/{inverse}", values=1.0 / price.values, high=None, low=None, scale=None,
            components=tuple((name, -power) for name, power in price.components),
            no_level=f"{entry['name']} is read off the inverse of {inverse}"))]  # fmt: skip

    def _credit_spread(self, predicate: Predicate, trade: Trade) -> list[Series]:
        series = [symbol for symbol in predicate.symbols if symbol in self.subjects.spread_series]
        entry = self.subjects.entry("credit", predicate.subject) or {}
        found = self.book.first_of(series or entry.get("series", ()))
        if found is not None:
            price = self.book.price(found)
            return [self.book.keep(("credit", found), lambda: replace(
                price, label=f"{found} spread", unit="percent", relative=False, good=-1, scale=None, components=(),
                notes=()))]  # fmt: skip
        pairs = entry.get("proxies", ())
        known = {symbol for pair in pairs for symbol in pair}
        if not pairs or (predicate.symbols and not series and not known.intersection(predicate.symbols)):
            raise Unmeasured(f"no series of the credit spread {predicate.subject!r} is at hand")
        proxies = [pair for pair in pairs if all(self.book.has(symbol) for symbol in pair)]
        if not proxies:
            raise Unmeasured(
                f"no credit spread at hand: import {entry['series'][-1]}, or the prices of "
                f"{' and '.join(entry['proxies'][0])} as a proxy"
            )
        safe, risky = (self.book.total_return(symbol) for symbol in proxies[0])
        ratio = self.book.ratio(safe, risky, label="credit proxy")
        return [self.book.keep(("credit proxy", ratio.label), lambda: replace(
            ratio, good=-1, components=(), proxy=True,
            no_level=f"a ratio of funds is no spread; import {entry['series'][-1]}",
            notes=("proxy: the safer fund over the riskier one rises as the spread widens",)))]  # fmt: skip

    def _leadership(self, predicate: Predicate, trade: Trade) -> Series:
        if predicate.change == "rotates":
            return self.book.total_return(self._first((self.settings.benchmark, "SPX"), "benchmark"))
        equal, weighted = self.subjects.market("equal_weight")
        ratio = self.book.ratio(self.book.total_return(equal), self.book.total_return(weighted), label="leadership")
        return self.book.keep(("leadership", ratio.label), lambda: replace(
            ratio, notes=("equal weight over capital weight rises as leadership broadens",)))  # fmt: skip

    def _breadth(self, predicate: Predicate, trade: Trade) -> Series:
        said = set(words(predicate.subject))
        for name, kin in (("mcclellan", {"mcclellan", "nymo"}), ("equal_weight", {"equal-weight", "equal-weighted"})):
            if kin.intersection(said) or set(predicate.symbols) == set(self.subjects.market(name)):
                return self._breadth_from(name)
        share = predicate.unit == "percent" and predicate.change in ("above", "below", "crosses_above",
                                                                      "crosses_below", "holds")  # fmt: skip
        if share or {"members", "constituents"}.intersection(said):
            return self._share_above(predicate)
        for name in ("advance_decline", "equal_weight"):
            if all(self.book.has(symbol) for symbol in self.subjects.market(name)):
                return self._breadth_from(name)
        return self._share_above(predicate)

    def _breadth_from(self, name: str) -> Series:
        symbols = self.subjects.market(name)
        if name == "equal_weight":
            return self.book.ratio(*(self.book.total_return(symbol) for symbol in symbols), label="equal weight")
        price = self.book.price(symbols[0])
        label = {"mcclellan": "McClellan oscillator", "advance_decline": "advance-decline line"}[name]
        return self.book.keep(("breadth", name), lambda: replace(
            price, label=f"{label} {symbols[0]}", unit="points", relative=False, scale=None, components=(),
            notes=()))  # fmt: skip

    def _share_above(self, predicate: Predicate) -> Series:
        length = sessions_said(predicate.subject) or self.settings.breadth_average_sessions
        settings = self.settings
        shares = self.subjects.shares(self.book.market.symbols())
        minimum = settings.breadth_member_minimum if predicate.symbols else settings.breadth_minimum
        return self.book.share_above(shares, length, minimum)

    def _first(self, symbols: Sequence[str], what: str) -> str:
        """The first with bars.

        Raises:
            Unmeasured: none has.
        """
        found = self.book.first_of(symbols)
        if found is None:
            raise Unmeasured(
                f"no {what} series at hand; import one of {', '.join(symbols)} with `commentary market import FILE` "
                f"or `commentary market fetch {symbols[0]}`"
            )
        return found
