"""An expression put to the market on a day: true, false or unknown, with the figures that say so."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from functools import partial

from commentary_nlp.errors import MarketError
from commentary_nlp.market.bars import MarketView
from commentary_nlp.market.calendar import Calendar, calendar
from commentary_nlp.market.symbols import calendar_for
from commentary_nlp.records import (
    AllOf,
    AnyOf,
    Evidence,
    Expression,
    Judge,
    Judgement,
    Not,
    Predicate,
    Situation,
)
from commentary_nlp.settings import ValidateSettings
from commentary_nlp.validate import breadth, levels, moves, volume
from commentary_nlp.validate.position import of_position
from commentary_nlp.validate.questions import Answer, Question
from commentary_nlp.validate.series import Series, SeriesBook, Unmeasured
from commentary_nlp.validate.sources import Sources
from commentary_nlp.validate.subjects import Subjects, Trade, subjects, trade_of
from commentary_nlp.validate.windows import Window, window_of
from commentary_nlp.validate.wording import counted

_UNDATED = "the article has no date, so nothing says where the counting begins"


def judge_with(market: MarketView, settings: ValidateSettings | None = None) -> Judge:
    """A judge of conditions on the days of a market view.

    It keeps the series that it builds: make one and use it for many days, in one thread. For a day it reads no
    bar later than that day, and answers as a judge would whose market ended there.

    Calling the judge raises:
        MarketError: the day is later than the view.
    """
    return MarketJudge(market, settings or ValidateSettings())


class MarketJudge:
    """See `judge_with`."""

    def __init__(self, market: MarketView, settings: ValidateSettings) -> None:
        self._market = market
        self._settings = settings
        self._subjects: Subjects = subjects()
        self._book = SeriesBook(market, settings)
        self._sources = Sources(self._book, settings, self._subjects)
        self._calendar: Calendar = calendar()
        self._expected: dict[tuple[tuple[str, ...], date], date] = {}

    def __call__(self, test: Expression | None, day: date, situation: Situation) -> Judgement:
        return self.judge(test, day, situation, dated=True)

    def judge(self, test: Expression | None, day: date, situation: Situation, *, dated: bool) -> Judgement:
        """As the judge itself. `dated` False: `situation.first_session` is no day of the article's, and what is
        counted from it is unknown."""
        if day > self._market.as_of:
            self._market.at(day)  # raises, saying so
        self._book.day = day
        if test is None:
            reason = "the words of this condition were not understood"
            return Judgement(value=None, evidence=(Evidence(measure="other", change="occurs", unknown=reason),))
        found: list[Evidence] = []
        value = self._weigh(test, day, situation, dated, found)
        return Judgement(value=value, evidence=tuple(found))

    def _weigh(
        self, test: Expression, day: date, situation: Situation, dated: bool, found: list[Evidence]
    ) -> bool | None:
        """Kleene's three values. Every part is judged, so that each leaves its evidence."""
        if isinstance(test, AllOf):
            parts = [self._weigh(part, day, situation, dated, found) for part in test.all]
            return False if False in parts else None if None in parts else True
        if isinstance(test, AnyOf):
            parts = [self._weigh(part, day, situation, dated, found) for part in test.any]
            return True if True in parts else None if None in parts else False
        if isinstance(test, Not):
            part = self._weigh(test.not_, day, situation, dated, found)
            return None if part is None else not part
        evidence = self._predicate(test, day, situation, dated)
        found.append(evidence)
        return evidence.value

    def _predicate(self, predicate: Predicate, day: date, situation: Situation, dated: bool) -> Evidence:
        try:
            if predicate.measure in ("pnl", "premium"):
                base = _base(situation) if dated else None
                window = window_of(predicate.window, base, day, self._calendar)
                return _shut(predicate, window, base, day) or of_position(predicate, window, situation)
            return self._of_market(predicate, day, situation, dated)
        except (Unmeasured, MarketError) as reason:
            return Evidence(measure=predicate.measure, change=predicate.change, symbols=predicate.symbols,
                            threshold=predicate.value, unknown=str(reason))  # fmt: skip

    def _of_market(self, predicate: Predicate, day: date, situation: Situation, dated: bool) -> Evidence:
        trade = trade_of(situation.legs)
        ask = _question_of(predicate, self._subjects)
        every = self._sources.series(predicate, trade)
        base = _base(situation) if dated else None
        window = window_of(predicate.window, base, day, self._calendar)
        closed = _shut(predicate, window, base, day)
        if closed is not None:
            return closed
        if predicate.window is not None and not dated and window.closes is not None:
            raise Unmeasured(_UNDATED)
        asked = [self._question(predicate, series, day, situation, base=base, window=window) for series in every]
        return _evidence(predicate, asked, [ask(question) for question in asked], window)

    def _question(
        self,
        predicate: Predicate,
        series: Series,
        day: date,
        situation: Situation,
        *,
        base: date | None,
        window: Window,
    ) -> Question:
        trade = trade_of(situation.legs)
        row = self._row(series, day)
        ground = series.rows_before(base) - 1 if base is not None else None
        why = _UNDATED if base is None else ""
        if ground is not None and (ground < 0 or base is None or day < base):
            why = (
                f"{series.label} has no bar before {base}, where the counting begins"
                if ground < 0
                else f"the counting begins on {base}, after {day}"
            )
            ground = None
        held = None
        if window.held_from is not None:
            first = series.rows_before(window.held_from)
            held = row - first + 1
            due = len(self._calendar.sessions(window.held_from, day))
            if held < max(1.0, self._settings.coverage * due):
                raise Unmeasured(
                    f"{series.label} has {counted(held, 'bar')} in the {counted(due, 'session')} it must have held for"
                )
        return Question(
            predicate=predicate,
            series=series,
            row=row,
            settings=self._settings,
            book=self._book,
            subjects=self._subjects,
            role=situation.role,
            trade=trade,
            ground=ground,
            no_ground=why,
            entry_level=self._entry_level(series, situation),
            windowed=window.bounded,
            held=held,
            intraday=_intraday(predicate, situation, window),
            favourable=_favourable(series, trade),
        )

    def _row(self, series: Series, day: date) -> int:
        """The row of the judged day; of the last session before it where the market of one of the instruments
        is shut on that day.

        Raises:
            Unmeasured: the series has no bar of that session.
        """
        row = series.row(day)
        if row is not None:
            return row
        key = (series.symbols, day)
        session = self._expected.get(key)
        if session is None:
            session = min((calendar_for(symbol).last_session(day) for symbol in series.symbols), default=day)
            self._expected[key] = session
        row = series.row(session)
        if row is None and series.absent is not None:
            raise Unmeasured(series.absent)
        if row is None:
            last = series.rows_before(day) - 1
            before = f"the last before it is of {series.day(last)}" if last >= 0 else "none is earlier"
            raise Unmeasured(
                f"{series.label} has no bar of {session}: {before}; fill the gap with `commentary market import FILE` "
                f"or `commentary market fetch {' '.join(series.symbols[:3])}`"
            )
        return row

    def _entry_level(self, series: Series, situation: Situation) -> float | None:
        """The series at the entry's own prices; None where there is no position or no price of a component."""
        position = situation.position
        if position is None or situation.role == "trigger" or not series.components:
            return None
        row = series.row(position.entry_date)
        if row is None:
            return None
        level = float(series.values[row])
        for symbol, power in series.components:
            entry = position.entry_prices.get(symbol)
            close = self._book.traded_close(symbol, position.entry_date)
            if entry is None or close is None or close <= 0 or entry <= 0:
                return None
            level *= (entry / close) ** power
        return level


def _base(situation: Situation) -> date:
    """Where counting begins: at the entry once there is one, save for what had to come before it."""
    if situation.position is not None and situation.role != "trigger":
        return situation.position.entry_date
    return situation.first_session


def _intraday(predicate: Predicate, situation: Situation, window: Window) -> bool:
    """A price at which a position is left is watched all day unless a close is said, or a period for which it
    must have held; all else by the close."""
    if predicate.basis is not None:
        return predicate.basis == "intraday"
    return window.held is None and situation.role in ("stop", "target") and predicate.measure == "price"


def _favourable(series: Series, trade: Trade) -> int:
    """1 where the trade gains as the series rises, -1 where it loses, 0 where its instruments are others."""
    signs = {
        power if symbol in trade.long else -power for symbol, power in series.components if symbol in trade.symbols
    }
    return signs.pop() if len(signs) == 1 else 0


def _shut(predicate: Predicate, window: Window, base: date | None, day: date) -> Evidence | None:
    """Evidence that the day lies outside of the predicate's window, or too early for it to have held as long as
    it must; None where it is to be judged."""
    if window.opens is not None and day < window.opens:
        why = f"opens on {window.opens}"
    elif window.closes is not None and day > window.closes:
        why = f"closed on {window.closes}"
    elif window.held_from is not None and base is not None and window.held_from < base:
        why = f"it cannot have held for {window.held} since {base}"
    else:
        return None
    return Evidence(measure=predicate.measure, change=predicate.change, symbols=predicate.symbols,
                    threshold=predicate.value, value=False, values={"window": why})  # fmt: skip


_UNLIKE = "{change} is not defined for {measure}: {why}"


def _question_of(predicate: Predicate, known: Subjects) -> Callable[[Question], Answer]:
    """The function that decides a predicate.

    Raises:
        Unmeasured: the change means nothing of that measure.
    """
    change, measure = predicate.change, predicate.measure
    if known.unmeasured(measure):
        return moves.holds  # never asked: the source says why it is unknown
    if measure == "volume":
        return volume.decide(predicate)
    simple = _CHANGES.get(change)
    if change == "holds":
        exact = predicate.value is not None and predicate.unit not in ("percent", "bp", "sigma")
        own_percent = predicate.unit in ("percent", "bp") and measure in _IN_PERCENT and predicate.value is not None
        return levels.holds_level if exact or own_percent else moves.holds
    if change == "retraces" and measure == "moving_average":
        raise Unmeasured(_UNLIKE.format(change=change, measure=measure, why="say above or below it"))
    if change in ("improves", "worsens"):
        return partial(_by_goodness, better=change == "improves")
    if change in ("widens", "narrows"):
        if measure in ("breadth", "leadership", "relative_strength"):
            return partial(_by_goodness, better=change == "widens")
        return partial(_by_width, wider=change == "widens")
    if change == "broadens":
        if measure == "drawdown":
            return _broadens
        if measure in ("breadth", "leadership"):
            return partial(_by_goodness, better=True)
        if measure in ("spread", "credit_spread"):
            return partial(_by_width, wider=True)
        raise Unmeasured(_UNLIKE.format(change=change, measure=measure, why="it is said of a drawdown or of breadth"))
    if change == "rotates":
        if measure == "leadership":
            return _rotates
        raise Unmeasured(_UNLIKE.format(change=change, measure=measure, why="it is said of leadership"))
    if change in ("outperforms", "underperforms") and measure not in ("relative_strength", "price", "spread"):
        raise Unmeasured(_UNLIKE.format(change=change, measure=measure, why="it is said of prices"))
    if simple is None:
        raise Unmeasured(_UNLIKE.format(change=change, measure=measure, why="no figure says whether it happened"))
    return simple


_IN_PERCENT = frozenset({"realized_vol", "volatility", "implied_vol", "drawdown", "rsi", "yield", "breadth"})
_CHANGES: dict[str, Callable[[Question], Answer]] = {
    "above": partial(levels.beyond, up=True),
    "below": partial(levels.beyond, up=False),
    "crosses_above": partial(levels.crosses, up=True),
    "crosses_below": partial(levels.crosses, up=False),
    "rises": partial(moves.moves, up=True),
    "falls": partial(moves.moves, up=False),
    "outperforms": partial(moves.performs, out=True),
    "underperforms": partial(moves.performs, out=False),
    "stabilizes": moves.stabilizes,
    "retraces": moves.retraces,
}


def _by_goodness(question: Question, *, better: bool) -> Answer:
    good = question.series.good
    if good == 0:
        raise Unmeasured(f"neither more nor less of {question.series.label} is better")
    return moves.moves(question, up=better == (good > 0))


def _by_width(question: Question, *, wider: bool) -> Answer:
    """A credit spread widens as it rises; a ratio away from where the first is the cheaper; a difference away
    from zero."""
    series = question.series
    if series.unit in ("price", "percent") and series.good == 0 and question.value(question.row) < 0:
        return moves.moves(question, up=not wider)
    return moves.moves(question, up=wider)


def _broadens(question: Question) -> Answer:
    named = question.predicate.symbols
    broad = question.subjects.market("broad")
    return breadth.broadens(question, () if all(symbol in broad for symbol in named) else named)


def _rotates(question: Question) -> Answer:
    return breadth.rotates(question, question.predicate.symbols)


def _label(series: Series, answer: Answer) -> str:
    """What was measured: of a session within the day its high or low."""
    return series.label if answer.extreme is None else series.label.replace(" close", f" {answer.extreme}", 1)


def _evidence(predicate: Predicate, asked: Sequence[Question], answers: Sequence[Answer], window: Window) -> Evidence:
    """One for the predicate; of several symbols all must answer true, and each leaves its figures."""
    several = len(asked) > 1
    values: dict[str, float | str | None] = {}
    for question, answer in zip(asked, answers, strict=True):
        name = f"{'+'.join(question.series.symbols)} " if several else ""
        for key, figure in answer.values.items():
            values[name + key] = float(f"{figure:.10g}") if isinstance(figure, float) else figure
        if question.series.counted is not None:
            values[name + "of"] = float(question.series.counted[question.row])
    first = asked[0]
    if first.intraday and first.series.high is None:
        values["basis"] = "close: the extremes of a session are not known of this series"
    elif first.intraday:
        values["basis"] = "intraday"
    if window.held is not None:
        values["held for"] = window.held
    elif window.closes is not None:
        values["window"] = f"{window.opens} to {window.closes}"
    if window.note:
        values["window"] = window.note
    level = predicate.value is not None and predicate.unit in ("price", "points", "ratio", None)
    notes = dict.fromkeys(
        note
        for series in (question.series for question in asked)
        for note in (*series.notes, *(series.level_notes if level and series.against is None else ()))
    )
    if notes:
        values["note"] = "; ".join(notes)
    threshold = answers[0].threshold
    return Evidence(
        measure=predicate.measure, change=predicate.change,
        series="; ".join(_label(ask.series, answer) for ask, answer in zip(asked, answers, strict=True)),
        symbols=tuple(dict.fromkeys(symbol for question in asked for symbol in question.series.symbols)),
        first=min(ask.series.day(answer.first_row) for ask, answer in zip(asked, answers, strict=True)),
        last=max(question.series.day(question.row) for question in asked),
        values=values, threshold=float(f"{threshold:.10g}") if threshold is not None else None,
        value=all(answer.value for answer in answers),
    )  # fmt: skip
