"""What an outcome says of the entry: what was assumed, and what the text says that was not followed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from commentary_nlp.records.contract import Alternative, Condition, Recommendation, predicates
from commentary_nlp.settings import TrackSettings
from commentary_nlp.track.schedule import Sessions, wait_end
from commentary_nlp.track.verdicts import Log
from commentary_nlp.track.wording import counted


def entry_notes(
    rec: Recommendation, trade: Alternative, first: date, *, sessions: Sessions, log: Log, settings: TrackSettings
) -> list[str]:
    """Sentences for an idea that was entered; `first` is the first session after publication, `log` holds the
    verdicts of its wait."""
    notes: list[str] = []
    if trade.price is not None:
        notes.append(f"said {trade.price.kind} {trade.price.value:g}; entered at the open")
    triggers = [condition for condition in rec.conditions if condition.role == "trigger"]
    if triggers:
        notes += wait_end(triggers, rec.horizon, first, sessions, settings).notes
        notes += _of_triggers(triggers)
    for place, condition in enumerate(rec.conditions):
        days, unknown = log.judged(place)
        if condition.role == "invalidation" and unknown:
            notes.append(
                f'its invalidation "{condition.text}" could not be judged on {unknown} of {counted(days, "day")} '
                f"before the entry: {log.why_unknown(place)}"
            )
    if sum(condition.role == "target" for condition in rec.conditions) > 1:
        notes.append("of several targets the first reached ends the idea")
    return notes


def _of_triggers(triggers: Sequence[Condition]) -> list[str]:
    notes: list[str] = []
    if len(triggers) > 1:
        notes.append(f"its {len(triggers)} triggers had to hold on the same day")
    if any(p.measure == "price" and p.basis is None for one in triggers for p in predicates(one.test)):
        notes.append("the trigger names no basis: its price was judged on the close")
    return notes
