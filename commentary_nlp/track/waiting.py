"""Before an idea is on: the days on which its triggers are looked for, and on which it may be void.

Several triggers must hold on the same day. A day on which one is false and another unknown is false; a day
that is unknown never acts, and a wait in which the answer hung on what nobody could judge is not settled. An
invalidation that is true at the close of any day before the entry, the trigger's own among them, ends the
wait: what the idea was for is gone.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from commentary_nlp.records.contract import Condition, Leg
from commentary_nlp.records.outcome import Judge, Situation
from commentary_nlp.track.verdicts import Log, all_of, ask
from commentary_nlp.track.wording import counted

Placed = tuple[int, Condition]


@dataclass(frozen=True)
class Waited:
    """How a wait stands: `held` on `day`, still `waiting`, `never` held, `void` on `day`, or `unknown`;
    `reason` in words."""

    state: Literal["held", "waiting", "never", "void", "unknown"]
    day: date | None
    reason: str


@dataclass(frozen=True)
class Asking:
    """Whom conditions are put to before there is a position, for which legs, and where answers are kept."""

    judge: Judge
    legs: tuple[Leg, ...]
    first_session: date
    log: Log

    def value(self, placed: Placed, day: date) -> bool | None:
        """The answer on a day, by its close; `placed` is a condition with its place in the recommendation."""
        place, condition = placed
        answer = ask(self.judge, condition.test, day, Situation(condition.role, self.legs, self.first_session, None))
        self.log.add(place, condition, day, answer.value, lambda: answer.evidence)
        return answer.value


def voided(invalidations: Sequence[Placed], days: Sequence[date], asking: Asking) -> str | None:
    """Why an idea is void: the first of the days, all before its entry, on which an invalidation is true."""
    for day in days:
        values = [asking.value(one, day) for one in invalidations]
        if True in values:
            words = invalidations[values.index(True)][1].text
            return f'its invalidation "{words}" was true on {day}, before it was entered'
    return None


def wait(
    triggers: Sequence[Placed],
    invalidations: Sequence[Placed],
    days: Sequence[date],
    *,
    over: bool,
    asking: Asking,
) -> Waited:
    """Look for the first day on which all triggers hold.

    Args:
        triggers: at least one.
        days: the sessions to judge, from the first that begins after publication, in order.
        over: whether the last of them is the last on which the triggers may come.
    """
    answers: list[bool | None] = []
    its = "its trigger" if len(triggers) == 1 else f"its {len(triggers)} triggers"
    together = "" if len(triggers) == 1 else " on the same day"
    for day in days:
        if (why := voided(invalidations, [day], asking)) is not None:
            return Waited("void", day, why)
        answers.append(all_of([asking.value(one, day) for one in triggers]))
        if answers[-1] is True:
            return Waited("held", day, f"{its} held on {day}")
    unknown = sum(value is None for value in answers)
    judged = counted(len(answers), "day")
    blind = [place for place, _ in triggers if (counts := asking.log.judged(place))[0] == counts[1] > 0]
    why = f": {asking.log.why_unknown(blind[0])}" if blind else ""
    if not over:
        note = f" ({unknown} of {judged} so far could not be judged{why})" if unknown else ""
        have = "has" if len(triggers) == 1 else "have"
        return Waited("waiting", None, f"{its} {have} not held yet{together}{note}")
    if answers and unknown and (unknown == len(answers) or blind):
        return Waited("unknown", None, f"{its} could not be judged on {unknown} of {judged}{why}")
    until = f" in the {counted(len(answers), 'session')} to {days[-1]}" if days else ""
    note = f"; {unknown} of them could not be judged" if unknown else ""
    return Waited("never", None, f"{its} did not hold{together}{until}{note}")
