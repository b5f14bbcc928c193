"""The life of an idea: waiting for its trigger, held, ended; or why it cannot be settled.

`settle` is pure: the same ideas, market and settings give the same answer, and no bar later than the
market's `as_of` is read. An idea that is closed on a day is closed with the same outcome on any later one.

The readings that the contract leaves open, each also said in the outcome's `assumptions` where it decided:

* Triggers are judged on sessions from the first that begins after publication (inclusive); all on one day; a
  price without a basis by the close. An invalidation that is true on a judged day before the entry voids it.
* What has no legs of its own and refers to earlier ideas is judged on theirs.
* Windows of what a position is left on count from its entry.
* A price said for entering ("@ 1.30", "for a 3.20 credit") is noted; the entry is at the open all the same.
* Several stops or targets: the first reached ends the whole idea. On the entry's own bar they count too.
* An idea enters on the first session, up to `max_missing_sessions` late, on which every leg has a bar.
* Options end at their first expiry where it is not later than the horizon.
* An avoid, hold, reduce, watch or close is a `call`: where it has legs its outcome is what they returned over
  its days, from the same rules and without costs, so that an audit can say whether it was right.
* A `close` ends the ideas it refers to at the open after the first held day on which its triggers hold,
  or, without a trigger, at the first open after publication; what is not held then is not touched.
* An `open` that refers to a `close` (a roll) enters no earlier than that close acts, and never without it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Protocol

from commentary_nlp.errors import MarketError
from commentary_nlp.market.bars import MarketView
from commentary_nlp.market.calendar import Calendar
from commentary_nlp.records.contract import Alternative, Condition, Kind, Role, parse_published, predicates
from commentary_nlp.records.outcome import Idea, Judge, Outcome, Status, Verdict
from commentary_nlp.settings import TrackSettings
from commentary_nlp.track.assumed import entry_notes
from commentary_nlp.track.entering import Pending, course, enter
from commentary_nlp.track.holding import Order, Stay, Terms, hold
from commentary_nlp.track.references import legs_meant
from commentary_nlp.track.schedule import Sessions, deadline, stated_until, wait_end
from commentary_nlp.track.settlement import settled
from commentary_nlp.track.unsettled import UnsettledError
from commentary_nlp.track.verdicts import Log
from commentary_nlp.track.waiting import Asking, Waited, voided, wait

_HELD = {"open", "hedge"}
_NO_DATE = "its article has no publication date; give one with `commentary ingest FILE --published-at DATE`"


class CalendarFor(Protocol):
    """The calendar that a symbol follows; its kind settles what the symbol alone cannot."""

    def __call__(self, symbol: str, kind: Kind | None = None, /) -> Calendar: ...


def settle(
    ideas: Sequence[Idea],
    *,
    market: MarketView,
    judge: Judge,
    calendar_for: CalendarFor,
    settings: TrackSettings,
) -> list[Idea]:
    """Every idea with its status, reason, verdicts and outcome as of `market.as_of` (after its close).

    Ideas of one article belong together, so that one may close another; ideas of several articles may come at
    once. What they said before of status and outcome is not read. The order is kept.

    Raises:
        Nothing of its own: what stands in the way of an idea is its `reason`, with the status `not_settled`.
    """
    of: dict[str, list[Idea]] = {}
    for idea in ideas:
        of.setdefault(idea.article.id, []).append(idea)
    done: dict[str, list[Idea]] = {}
    for article, some in of.items():
        done[article] = _Article(some, market, judge, calendar_for, settings).settled()
    turn = {article: iter(some) for article, some in done.items()}
    return [next(turn[idea.article.id]) for idea in ideas]


@dataclass
class _Life:
    """How an idea stands. `entered` and `left` are sessions; `author` is the place of the recommendation that
    ended it; `acts` is, of a close, the session at whose open it acts."""

    status: Status
    reason: str
    verdicts: tuple[Verdict, ...] = ()
    outcome: Outcome | None = None
    author: int | None = None
    acts: date | None = None
    over: bool = False
    orders: dict[int, Log] = field(default_factory=dict)


class _Article:
    """The ideas of one article."""

    def __init__(
        self,
        ideas: Sequence[Idea],
        market: MarketView,
        judge: Judge,
        calendar_for: CalendarFor,
        settings: TrackSettings,
    ) -> None:  # fmt: skip
        self.ideas, self.market, self.judge = ideas, market, judge
        self.calendar_for, self.settings = calendar_for, settings
        self.lives: dict[int, _Life] = {}
        self.running: set[int] = set()
        # The session at whose open each idea acts, known even where prices are not: a roll follows its close.
        self.acting: dict[int, date] = {}

    def settled(self) -> list[Idea]:
        return [self._written(idea, self.life(number)) for number, idea in enumerate(self.ideas)]

    @staticmethod
    def _written(idea: Idea, life: _Life) -> Idea:
        return idea.model_copy(
            update={
                "status": life.status,
                "reason": life.reason,
                "verdicts": life.verdicts,
                "outcome": life.outcome,
            }
        )

    def life(self, number: int) -> _Life:
        """The life of an idea, once; what it depends on first."""
        if number not in self.lives:
            self.running.add(number)
            idea, log = self.ideas[number], Log()
            try:
                life = self._live(number, log)
            except UnsettledError as error:
                life = _Life("not_settled", str(error), over=True)
            except MarketError as error:
                life = _Life("not_settled", f"{error.message} {error.remedy}".strip(), over=True)
            life.verdicts = life.verdicts or log.verdicts()
            life.acts = life.acts or self.acting.get(number)
            self.running.discard(number)
            self.lives[number] = _as_call(idea, life) if idea.recommendation.action not in _HELD else life
        return self.lives[number]

    def _live(self, number: int, log: Log) -> _Life:
        idea = self.ideas[number]
        rec, trade = idea.recommendation, idea.trade
        if idea.article.published_at is None:
            raise UnsettledError(_NO_DATE)
        published = _published(idea.article.published_at)
        day = published.date() if isinstance(published, datetime) else published
        if day > self.market.as_of:
            return _Life("pending", f"it is published on {day}")
        sessions = self._sessions(idea)
        first = sessions.first_after(published)
        if rec.action == "close" and rec.refers_to:
            return self._close(idea, first, sessions, log)
        start, said = self._start(idea, first, sessions, log)
        if start is None:
            return said
        self.acting[number] = start
        if trade is None or not trade.legs:
            if rec.action in _HELD:
                raise UnsettledError("no instrument was read in it, so there is nothing to hold")
            return said
        asking = self._asking(idea, first, log)
        gate = self._roll(idea)
        if isinstance(gate, _Life):
            return gate if gate.over else self._void(idea, start, None, sessions, asking) or gate
        return self._hold(idea, trade, max(start, gate or start), since=start, sessions=sessions, asking=asking)

    def _sessions(self, idea: Idea) -> Sessions:
        """The sessions of what the idea trades or refers to, else of what its conditions name."""
        if legs := legs_meant(idea, self.ideas):
            return Sessions([self.calendar_for(leg.symbol, leg.kind) for leg in legs])
        named = [s for c in idea.recommendation.conditions for p in predicates(c.test) for s in p.symbols]
        return Sessions([self.calendar_for((named or [self.settings.benchmark])[0])])

    def _start(self, idea: Idea, first: date, sessions: Sessions, log: Log) -> tuple[date | None, _Life]:
        """The session at whose open the idea may enter, or None and how it stands."""
        triggers = _of_role(idea, "trigger")
        if not triggers:
            return first, _Life("pending", f"it enters at the open of {first}")
        end = wait_end([one for _, one in triggers], idea.recommendation.horizon, first, sessions, self.settings)
        waited = self._wait(idea, triggers, first=first, last=end.last, sessions=sessions, log=log)
        if waited.state == "held" and waited.day is not None:
            start = sessions.next(waited.day)
            return start, _Life("pending", f"{waited.reason}; it enters at the open of {start}")
        if waited.state == "waiting":
            until = f"; it is looked for until {end.last}" if end.last else ""
            return None, _Life("pending", waited.reason + until)
        status: Status = "not_settled" if waited.state == "unknown" else "never_triggered"
        return None, _Life(status, waited.reason, over=True)

    def _wait(
        self,
        idea: Idea,
        triggers: Sequence[tuple[int, Condition]],
        *,
        first: date,
        last: date | None,
        sessions: Sessions,
        log: Log,
    ) -> Waited:  # fmt: skip
        as_of = self.market.as_of
        over = last is not None and last <= as_of
        days = sessions.between(first, min(last, as_of) if last else as_of)
        return wait(
            triggers, _of_role(idea, "invalidation"), days, over=over, asking=self._asking(idea, first, log)
        )  # fmt: skip

    def _asking(self, idea: Idea, first: date, log: Log) -> Asking:
        return Asking(self.judge, legs_meant(idea, self.ideas), first, log)

    def _void(self, idea: Idea, since: date, entry: date | None, sessions: Sessions, asking: Asking) -> _Life | None:
        """The life of an idea that an invalidation voids from `since` on, before `entry` (None: it lies ahead)."""
        invalidations = _of_role(idea, "invalidation")
        last = self.market.as_of if entry is None else entry - timedelta(days=1)
        why = voided(invalidations, sessions.between(since, last), asking) if invalidations and since <= last else None
        return _Life("never_triggered", why, over=True) if why is not None else None

    def _hold(
        self, idea: Idea, trade: Alternative, start: date, *, since: date, sessions: Sessions, asking: Asking
    ) -> _Life:
        """The life of an idea that may enter from the open of `start` on; the days from `since` to its entry
        have not been judged yet."""
        rec, first, log = idea.recommendation, asking.first_session, asking.log
        until = stated_until(rec.horizon)
        if until is not None and start > until:
            if _of_role(idea, "trigger"):
                return _Life(
                    "never_triggered", f"its horizon ended on {until}, before it could enter on {start}", over=True
                )
            raise UnsettledError(f"its horizon ended on {until}, before the first session after publication, {start}")
        entry = enter(trade.legs, start, sessions, self.market, self.settings)
        if void := self._void(idea, since, None if isinstance(entry, Pending) else entry, sessions, asking):
            return void
        if isinstance(entry, Pending):
            return _Life("pending", entry.reason)
        if until is not None and entry > until:
            raise UnsettledError(f"no bar of every leg from {start} to the end of its horizon on {until}")
        way = course(
            trade, rec.horizon, entry, sessions=sessions, market=self.market, settings=self.settings
        )  # fmt: skip
        notes = list(way.notes)
        if entry > start:
            notes.append(f"no bar of every leg from {start} on: entered on {entry}")
        notes += entry_notes(rec, trade, first, sessions=sessions, log=log, settings=self.settings)
        orders, missed = self._orders(idea, entry, sessions)
        terms = Terms(rec.conditions, way.last, way.ending, orders, first, sessions)
        stay = hold(way.path, terms, way.total, self.judge, self.settings)
        notes += missed
        verdicts = (*log.verdicts(), *stay.log.verdicts())
        outcome = settled(
            trade, way.path, stay, notes, costs=rec.action in _HELD, market=self.market, settings=self.settings
        )
        life = _Life("closed", "", verdicts, outcome, orders=stay.orders)
        if stay.leave is not None and stay.reason is not None:
            life.reason, life.author, life.over = stay.reason, stay.author, True
        else:
            life.status, life.reason = "open", _still_held(stay, way.path.tape.day(stay.last), way.last)
        return life

    def _orders(self, idea: Idea, entry: date, sessions: Sessions) -> tuple[tuple[Order, ...], list[str]]:
        """The author's later words that close this idea, and which of them come too early for it."""
        orders: dict[int, Order] = {}
        notes: list[str] = []
        for other in self.ideas:
            rec = other.recommendation
            if rec.action != "close" or idea.place not in rec.refers_to or other.place in orders:
                continue
            first = sessions.first_after(_published(idea.article.published_at or ""))
            triggers = tuple(_of_role(other, "trigger"))
            ends = [end for _, one in triggers if (end := deadline(one.test, first, sessions)) is not None]
            legs = other.trade.legs if other.trade is not None else ()
            order = Order(other.place, first, triggers, legs, min(ends, default=None))
            orders[other.place] = order
            if not triggers and first < entry:
                notes.append(f"the later word to close it acted on {first}, when it was not held: not followed")
        return tuple(orders.values()), notes

    def _targets(self, idea: Idea) -> list[int]:
        """The numbers of the ideas that a close refers to."""
        return [
            number
            for number, other in enumerate(self.ideas)
            if other.place in idea.recommendation.refers_to
            and other.place != idea.place
            and other.recommendation.action != "close"
            and other.trade is not None
            and number not in self.running
        ]

    def _close(self, idea: Idea, first: date, sessions: Sessions, log: Log) -> _Life:
        """A close of ideas of this article: it acts on them while they are held."""
        targets = [(self.ideas[number], self.life(number)) for number in self._targets(idea)]
        ended = [(one, life) for one, life in targets if life.author == idea.place and life.outcome is not None]
        verdicts = next((life.orders[idea.place].verdicts() for _, life in targets if idea.place in life.orders), ())
        if ended:
            days = sorted({life.outcome.exit_date for _, life in ended if life.outcome and life.outcome.exit_date})
            places = ", ".join(str(place) for place in sorted({one.place for one, _ in ended}))
            said = f"it closed recommendation {places} at the open of {', '.join(map(str, days))}"
            return _Life("call", said, verdicts, acts=days[0])
        triggers = _of_role(idea, "trigger")
        if not triggers:
            acts = first if first <= self.market.as_of else None
            return _Life("call", f"it acts at the open of {first}; nothing it refers to is held then", acts=acts)
        held = any(idea.place in life.orders for _, life in targets)
        waiting = any(not life.over for _, life in targets)
        if held or waiting:
            reason = "its trigger has not held while what it refers to is held" if waiting else (
                "its trigger did not hold while what it refers to was held"
            )  # fmt: skip
            return _Life("call", reason, verdicts, over=not waiting)
        end = wait_end([one for _, one in triggers], None, first, sessions, self.settings)
        waited = self._wait(idea, triggers, first=first, last=end.last, sessions=sessions, log=log)
        acts = sessions.next(waited.day) if waited.state == "held" and waited.day is not None else None
        over = waited.state in {"never", "void", "unknown"}
        reason = f"{waited.reason}; nothing it refers to was held"
        return _Life("call", reason, acts=acts, over=over)

    def _roll(self, idea: Idea) -> date | _Life | None:
        """Of an idea that follows closes (a roll): the session on which they acted, or how it stands."""
        if idea.recommendation.action not in _HELD:
            return None
        gates: list[date] = []
        for place in idea.recommendation.refers_to:
            number = next((n for n, one in enumerate(self.ideas) if one.place == place and n not in self.running), None)
            if number is None or self.ideas[number].recommendation.action != "close":
                continue
            close = self.life(number)
            if close.acts is None:
                if close.over:
                    return _Life("never_triggered", f"the close it follows did not come: {close.reason}", over=True)
                return _Life("pending", f"it follows a close: {close.reason}")
            gates.append(close.acts)
        return max(gates, default=None)


def _as_call(idea: Idea, life: _Life) -> _Life:
    """What is no trade is judged as a call: status and reason say so, and the outcome that nothing is held."""
    if life.status == "call":
        return life
    action = idea.recommendation.action
    if life.status == "closed" and life.outcome is not None:
        reason = f"judged as a call, not held: followed to its {life.reason} on {life.outcome.exit_date}"
    else:
        reason = f"judged as a call, not held: {life.reason}"
    if life.status == "pending" and life.acts is not None:
        reason = f"judged as a call, not held: it counts from {life.acts}"
    outcome = life.outcome
    if outcome is not None:
        meaning = "the returns are those of the position it speaks of, without costs"
        if action in {"avoid", "reduce", "close"}:
            meaning += ": below zero it was right"
        note = f"{action}: judged as a call, not held as a trade; {meaning}"
        outcome = outcome.model_copy(update={"assumptions": (note, *outcome.assumptions)})
    return _Life(
        "call", reason, life.verdicts, outcome, life.author, acts=life.acts, over=life.over, orders=life.orders
    )


def _still_held(stay: Stay, last: date, end: date | None) -> str:
    if stay.due is not None:
        return f"its {stay.due} came at the close of {last}: it leaves at the next open"
    return f"held; its horizon ends on {end}" if end else "held; its horizon ends beyond the calendar"


def _of_role(idea: Idea, role: Role) -> list[tuple[int, Condition]]:
    """The conditions of a role with their places among all."""
    return [(n, one) for n, one in enumerate(idea.recommendation.conditions) if one.role == role]


def _published(text: str) -> date | datetime:
    try:
        return parse_published(text)
    except ValueError as error:
        raise UnsettledError(f"its publication date {text!r} is none: {error}. {_NO_DATE}") from error
