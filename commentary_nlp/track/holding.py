"""A trade that is on, day by day, until something ends it.

The order within a session: first what was decided at the last close (it fills at this open), then a level
that the open lies beyond, then levels within the day (a stop before a target), then the horizon or expiry at
the close, then what the close decides for the next open. Of several things that a close decides the first of
stop, invalidation, exit, target and the author's own word gives the reason.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from functools import partial
from typing import Literal

from commentary_nlp.records.contract import Condition, Leg
from commentary_nlp.records.outcome import Judge, Position, Situation
from commentary_nlp.settings import TrackSettings
from commentary_nlp.track.fills import Fill, Watch, first_reached, watch_of
from commentary_nlp.track.returns import Moment, Path
from commentary_nlp.track.schedule import Sessions
from commentary_nlp.track.unsettled import UnsettledError
from commentary_nlp.track.verdicts import Log, all_of, ask
from commentary_nlp.track.wording import counted

Reason = Literal["target", "stop", "exit", "invalidation", "horizon", "expiry", "author"]
_AT_CLOSE: tuple[Reason, ...] = ("stop", "invalidation", "exit", "target", "author")
_ROLES: tuple[Literal["stop", "target"], ...] = ("stop", "target")
_WATCHED = {"stop", "target", "exit", "invalidation"}


@dataclass(frozen=True)
class Order:
    """The author's later word to leave: `place` is its recommendation's.

    Without triggers it acts at the open of `first`, the first session after publication; with them at the
    open after the first held day on which all of them hold, not later than `last` (inclusive; None: any).
    `legs` are its own, empty where it only refers to earlier ideas.
    """

    place: int
    first: date
    triggers: tuple[tuple[int, Condition], ...] = ()
    legs: tuple[Leg, ...] = ()
    last: date | None = None


@dataclass
class Stay:
    """What became of a trade that was entered.

    `leave` is None while it is held; `last` is then the last row that is known. `due` says what the last close
    has decided for the next open. `author` is the place of the recommendation that ended it.
    """

    last: int
    leave: Fill | None = None
    reason: Reason | None = None
    due: Reason | None = None
    author: int | None = None
    touched: bool | None = None
    log: Log = field(default_factory=Log)
    orders: dict[int, Log] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Terms:
    """What a trade is held under: its conditions, its last session (None: beyond the calendar) and why it
    ends there, the author's orders, and the first session that begins after publication."""

    conditions: tuple[Condition, ...]
    last: date | None
    ending: Reason
    orders: tuple[Order, ...]
    first_session: date
    sessions: Sessions


def hold(path: Path, terms: Terms, total: int, judge: Judge, settings: TrackSettings) -> Stay:
    """Follow a trade from its entry at row 0.

    `total` is how many sessions there are from the entry to the last day that may be known; sessions without
    a bar are carried to the next one.

    Raises:
        UnsettledError: more sessions in a row than `max_missing_sessions` have no bar.
    """
    return _Holding(path, terms, judge, settings).run(total)


class _Holding:
    def __init__(self, path: Path, terms: Terms, judge: Judge, settings: TrackSettings) -> None:
        self.path, self.terms, self.judge, self.settings = path, terms, judge, settings
        self.watches: list[Watch] = []
        self.judged: list[tuple[int, Condition]] = []
        extremes = settings.several_legs_pnl == "extremes"
        for place, condition in enumerate(terms.conditions):
            if condition.role in _WATCHED:
                watch = watch_of(place, condition, path, terms.sessions, extremes)
                if watch is None:
                    self.judged.append((place, condition))
                else:
                    self.watches.append(watch)
        self.stay = Stay(last=0)
        self.entry_prices = path.entry_prices()
        self.touched = False

    def run(self, total: int) -> Stay:
        tape, end = self.path.tape, self.terms.last
        self._at_entry()
        for row in range(len(tape)):
            self._no_gap(row)
            day = tape.day(row)
            if self.stay.due is not None:
                return self._leave(self._fill(row, "open"), self.stay.due)
            if end is not None and day > end:
                self.stay.notes.append(f"no bar on {end}: left at the open of {day}")
                return self._leave(self._fill(row, "open"), self.terms.ending)
            if row == 0 and (order := next((o for o in self.terms.orders if self._at_once(o)), None)):
                self.stay.author = order.place
                return self._leave(self._fill(row, "open"), "author")
            if (found := self._levels(row)) is not None:
                return self._leave(*found)
            due = self._closing(row, day)
            if end is not None and day == end:
                self.stay.author = None
                return self._leave(self._fill(row, "close"), self.terms.ending)
            self.stay.due, self.stay.last = due, row
        missing = total - 1 - int(tape.place[-1])
        if missing > self.settings.max_missing_sessions:
            raise UnsettledError(
                f"the prices of {', '.join(tape.prices)} end on {tape.day(len(tape) - 1)}, "
                f"{counted(missing, 'session')} before the day asked for and before the idea's end; import later "
                f"prices with `commentary market import FILE`"
            )
        return self._done()

    def _at_entry(self) -> None:
        """Remark on levels that the entry's open has already reached, and on stops where there is no loss."""
        for watch in self.watches:
            what = f'its {watch.role} "{watch.condition.text}"'
            if watch.touched(0, at_open=True):
                self.stay.notes.append(f"{what} was already reached at the entry's open")
            elif watch.role == "stop" and watch.gains():
                self.stay.notes.append(f"{what} lies where the position gains")

    def _at_once(self, order: Order) -> bool:
        return not order.triggers and order.first == self.path.tape.day(0)

    def _no_gap(self, row: int) -> None:
        place = self.path.tape.place
        missing = int(place[row] - place[row - 1]) - 1 if row else 0
        if missing > self.settings.max_missing_sessions:
            days = f"{self.path.tape.day(row - 1)} and {self.path.tape.day(row)}"
            raise UnsettledError(
                f"{', '.join(self.path.tape.prices)}: no bars on {counted(missing, 'session')} between {days}; import "
                f"them with `commentary market import FILE`"
            )

    def _fill(self, row: int, moment: Moment) -> Fill:
        gross = self.path.open if moment == "open" else self.path.close
        return Fill(row, moment, float(gross[row]), self.path.leg_prices(row, moment))

    def _leave(self, fill: Fill, reason: Reason) -> Stay:
        self.stay.leave, self.stay.reason, self.stay.last = fill, reason, fill.row
        self._touch(fill.row, at_open=fill.moment == "open")
        self.stay.due = None
        return self._done()

    def _levels(self, row: int) -> tuple[Fill, Reason] | None:
        """The fill at a level on this row: at the open first, then within the day; stops before targets."""
        hits = [(watch, fill) for watch in self.watches if (fill := watch.reached(row)) is not None]
        moment: Moment | None
        for moment in ("open", None):
            for role in _ROLES:
                some = [fill for watch, fill in hits if watch.role == role and fill.moment == moment]
                if some:
                    fill = first_reached(some, self.path)
                    # What else was reached by then is true too, though it did not act.
                    for watch, one in hits:
                        if moment is None or one.moment == moment:
                            self._log(watch, row, True)
                    return fill, role
        for watch in self.watches:
            if not watch.by_close and watch.live(row):
                self._log(watch, row, False)
        self._touch(row)
        return None

    def _touch(self, row: int, at_open: bool = False) -> None:
        """Note whether a target was touched within a row's session, or at its open alone."""
        self.touched |= any(watch.role == "target" and watch.touched(row, at_open) for watch in self.watches)

    def _log(self, watch: Watch, row: int, value: bool) -> None:
        why = partial(watch.evidence, row)
        self.stay.log.add(watch.place, watch.condition, self.path.tape.day(row), value, why)

    def _closing(self, row: int, day: date) -> Reason | None:
        """What this close decides for the next open."""
        fired: set[Reason] = set()
        for watch in self.watches:
            if watch.by_close and watch.live(row):
                value = watch.closes(row)
                self._log(watch, row, value)
                if value:
                    fired.add(watch.role)
        if self.judged or self.terms.orders:
            position = Position(
                self.path.tape.day(0), self.entry_prices, float(self.path.close[row]), self.path.premium(row)
            )
            for place, condition in self.judged:
                if self._judge(condition, place, day=day, position=position, log=self.stay.log, legs=self.path.legs):
                    fired.add(condition.role)  # type: ignore[arg-type] # a watched role is a reason
            for order in self.terms.orders:
                if self._ordered(order, day, position):
                    fired.add("author")
                    self.stay.author = order.place
        self.touched |= "target" in fired  # of what is judged nothing else tells
        due = next((reason for reason in _AT_CLOSE if reason in fired), None)
        if due != "author":
            self.stay.author = None
        return due

    def _judge(
        self, condition: Condition, place: int, *, day: date, position: Position, log: Log, legs: tuple[Leg, ...]
    ) -> bool | None:
        situation = Situation(condition.role, legs, self.terms.first_session, position)
        answer = ask(self.judge, condition.test, day, situation)
        log.add(place, condition, day, answer.value, lambda: answer.evidence)
        return answer.value

    def _ordered(self, order: Order, day: date, position: Position) -> bool:
        if not order.triggers or (order.last is not None and day > order.last):
            return False
        log = self.stay.orders.setdefault(order.place, Log())
        legs = order.legs or self.path.legs
        values = [
            self._judge(one, place, day=day, position=position, log=log, legs=legs) for place, one in order.triggers
        ]
        return all_of(values) is True

    def _done(self) -> Stay:
        """Say what could not be judged, whether a target was touched and which sessions were carried."""
        unknown_targets = targets = 0
        for place, condition in enumerate(self.terms.conditions):
            targets += condition.role == "target"
            if condition.role not in _WATCHED:
                continue
            days, unknown = self.stay.log.judged(place)
            if unknown:
                unknown_targets += condition.role == "target" and unknown == days
                share = "on any day" if unknown == days else f"on {unknown} of {counted(days, 'day')}"
                self.stay.notes.append(
                    f'its {condition.role} "{condition.text}" could not be judged {share} and did not act then: '
                    f"{self.stay.log.why_unknown(place)}"
                )
        for order in self.terms.orders:
            for place, condition in order.triggers:
                days, unknown = self.stay.orders.get(order.place, Log()).judged(place)
                if unknown:
                    self.stay.notes.append(
                        f'the later word to close, "{condition.text}", could not be judged on {unknown} of '
                        f"{counted(days, 'day')} and did not act then"
                    )
        self.stay.touched = None if targets == unknown_targets and not self.touched else self.touched
        tape = self.path.tape
        carried = int(tape.place[self.stay.last]) - self.stay.last
        if carried:
            self.stay.notes.append(f"{counted(carried, 'session')} without a bar carried to the next")
        return self.stay
