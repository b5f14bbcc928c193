"""Before an idea is on: the days on which its triggers are looked for.

Several triggers must hold on the same day. A day on which one is false and another unknown is false; a day
that is unknown never acts, and a wait in which the answer hung on what nobody could judge is not settled.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from commentary_nlp.records.contract import Condition, Leg
from commentary_nlp.records.outcome import Judge, Situation
from commentary_nlp.track.verdicts import Log, all_of, ask


@dataclass(frozen=True)
class Waited:
    """How a wait stands: `held` on `day`, still `waiting`, `never` held, or `unknown`; `reason` in words."""

    state: Literal["held", "waiting", "never", "unknown"]
    day: date | None
    reason: str


def wait(
    triggers: Sequence[tuple[int, Condition]],
    days: Sequence[date],
    over: bool,
    *,
    legs: tuple[Leg, ...],
    first_session: date,
    judge: Judge,
    log: Log,
) -> Waited:
    """Look for the first day on which all triggers hold.

    Args:
        triggers: with their places in the recommendation; at least one.
        days: the sessions to judge, from the first that begins after publication, in order.
        over: whether the last of them is the last on which the triggers may come.
    """
    answers: list[bool | None] = []
    for day in days:
        values: list[bool | None] = []
        for place, condition in triggers:
            situation = Situation(condition.role, legs, first_session, None)
            answer = ask(judge, condition.test, day, situation)
            log.add(place, condition, day, answer.value, lambda evidence=answer.evidence: evidence)  # type: ignore[misc]
            values.append(answer.value)
        answers.append(all_of(values))
        if answers[-1] is True:
            return Waited("held", day, f"its trigger held on {day}")
    unknown = sum(value is None for value in answers)
    blind = [place for place, _ in triggers if (counts := log.judged(place))[0] == counts[1] > 0]
    why = f": {log.why_unknown(blind[0])}" if blind else ""
    if not over:
        note = f" ({unknown} of {len(answers)} days so far could not be judged{why})" if unknown else ""
        return Waited("waiting", None, f"its trigger has not held yet{note}")
    if answers and unknown and (unknown == len(answers) or blind):
        return Waited("unknown", None, f"its trigger could not be judged on {unknown} of {len(answers)} days{why}")
    until = f" in the {len(answers)} sessions to {days[-1]}" if days else ""
    note = f"; {unknown} of them could not be judged" if unknown else ""
    return Waited("never", None, f"its trigger did not hold{until}{note}")
