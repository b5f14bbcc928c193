"""Which of many daily verdicts are worth keeping."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from itertools import pairwise

from commentary_nlp.records import Verdict


def thinned(verdicts: Iterable[Verdict]) -> tuple[Verdict, ...]:
    """Of each condition: the first and the last day judged, and every day on which its value changed.

    Nothing is lost but repetition: the value on a day between is that of the last kept day before it (the
    figures of that day are not kept). Thinning twice is thinning once. Order is kept.

    A condition is known by its role and its words. Two of one idea that share both are kept and left
    together, since nothing else tells one from the other.
    """
    everything = list(verdicts)
    series: dict[tuple[str, str], dict[date, list[int]]] = {}
    for number, verdict in enumerate(everything):
        days = series.setdefault((verdict.role, verdict.text), {})
        days.setdefault(verdict.date, []).append(number)
    kept: set[int] = set()
    for days in series.values():
        in_order = [days[day] for day in sorted(days)]
        kept.update(in_order[0], in_order[-1])
        for earlier, later in pairwise(in_order):
            if [everything[n].value for n in earlier] != [everything[n].value for n in later]:
                kept.update(later)
    return tuple(verdict for number, verdict in enumerate(everything) if number in kept)
