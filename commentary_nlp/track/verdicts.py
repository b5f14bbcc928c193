"""What was judged of an idea's conditions, kept small: the days that say something new."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date

from commentary_nlp.errors import CommentaryError
from commentary_nlp.records.contract import Condition, Expression
from commentary_nlp.records.outcome import Evidence, Judge, Judgement, Situation, Verdict

Why = Callable[[], tuple[Evidence, ...]]


def ask(judge: Judge, test: Expression | None, day: date, situation: Situation) -> Judgement:
    """The judge's answer; unknown where there is no test or the judge fails on purpose."""
    if test is None:
        return Judgement(
            value=None, evidence=(Evidence(measure="other", change="occurs", unknown="the words were not understood"),)
        )  # fmt: skip
    try:
        return judge(test, day, situation)
    except CommentaryError as error:
        return Judgement(value=None, evidence=(Evidence(measure="other", change="occurs", unknown=str(error)),))


def unknown_reason(evidence: tuple[Evidence, ...]) -> str:
    """Why an answer is unknown, in the judge's words."""
    reasons = dict.fromkeys(one.unknown.rstrip(".") for one in evidence if one.unknown)
    return "; ".join(reasons) or "no reason is given"


@dataclass
class _Track:
    condition: Condition
    kept: list[Verdict] = field(default_factory=list)
    last: tuple[date, bool | None, Why] | None = None
    judged: int = 0
    unknown: int = 0


class Log:
    """The verdicts of one idea.

    Of each condition it keeps every day on which the value differs from the day judged before (the first
    among them) and the last day judged: what lies between is the same. The day that decided is always one of
    these.
    """

    def __init__(self) -> None:
        self._tracks: dict[int, _Track] = {}

    def add(self, place: int, condition: Condition, day: date, value: bool | None, why: Why) -> None:
        """`place` is the condition's in its recommendation; days come in order. `why` is asked only for what
        is kept."""
        track = self._tracks.setdefault(place, _Track(condition))
        track.judged += 1
        track.unknown += value is None
        if track.last is None or track.last[1] is not value:
            track.kept.append(self._verdict(track, day, value, why))
        track.last = (day, value, why)

    @staticmethod
    def _verdict(track: _Track, day: date, value: bool | None, why: Why) -> Verdict:
        return Verdict(role=track.condition.role, text=track.condition.text, date=day, value=value, evidence=why())

    def judged(self, place: int) -> tuple[int, int]:
        """On how many days a condition was judged, and on how many of them it was unknown."""
        track = self._tracks.get(place)
        return (track.judged, track.unknown) if track else (0, 0)

    def why_unknown(self, place: int) -> str:
        """The reason of the last unknown answer that was kept."""
        track = self._tracks.get(place)
        kept = [one for one in track.kept if one.value is None] if track else []
        return unknown_reason(kept[-1].evidence) if kept else "it was never judged"

    def verdicts(self) -> tuple[Verdict, ...]:
        """What is kept, by day and then by the condition's place."""
        out: list[tuple[date, int, Verdict]] = []
        for place, track in self._tracks.items():
            out += [(verdict.date, place, verdict) for verdict in track.kept]
            if track.last is not None and track.last[0] != track.kept[-1].date:
                day, value, why = track.last
                out.append((day, place, self._verdict(track, day, value, why)))
        return tuple(verdict for _, _, verdict in sorted(out, key=lambda one: one[:2]))


def all_of(values: list[bool | None]) -> bool | None:
    """True when every part is; false when any is false; unknown otherwise."""
    if any(value is False for value in values):
        return False
    return None if any(value is None for value in values) else True
