"""Ideas and their outcomes in a few words, for tables."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from commentary_nlp.cli.output import percent

if TYPE_CHECKING:
    from commentary_nlp.records import Duration, Idea, Verdict

IDEA_COLUMNS = ("id", "published", "author", "?action", "*trade", "?horizon", "?*conditions", "?status", "?>net")
OUTCOME_COLUMNS = (
    "id", "author", "*trade", "ending", "entry", "?exit", "?>sessions", ">net", "?>excess", "?>MAE", "?>MFE",
    "?pricing",
)  # fmt: skip


def idea_row(idea: Idea) -> list[Any]:
    """The cells of `IDEA_COLUMNS`."""
    from commentary_nlp.audit.scorecard import caller

    conditions = "; ".join(f"{c.role}: {short(c.text, 48)}" for c in idea.recommendation.conditions)
    net = idea.outcome.net_return if idea.outcome else None
    return [
        idea.id[:8],
        (idea.article.published_at or "undated")[:10],
        short(caller(idea), 22),
        idea.recommendation.action,
        _trade(idea),
        duration(idea.recommendation.horizon),
        conditions,
        idea.status.replace("_", " "),
        percent(net),
    ]


def outcome_row(idea: Idea) -> list[Any]:
    """The cells of `OUTCOME_COLUMNS`."""
    from commentary_nlp.audit.scorecard import caller

    o = idea.outcome
    return [
        idea.id[:8],
        short(caller(idea), 22),
        _trade(idea),
        _ending(idea),
        o.entry_date if o else None,
        o.exit_date if o else None,
        o.sessions_held if o else None,
        percent(o.net_return if o else None),
        percent(o.excess_return if o else None),
        percent(o.mae if o else None),
        percent(o.mfe if o else None),
        o.pricing if o else None,
    ]


def _trade(idea: Idea) -> str:
    from commentary_nlp.audit.report import describe

    count = len(idea.recommendation.alternatives)
    return describe(idea) + (f" (choice {idea.alternative + 1} of {count})" if count > 1 else "")


def _ending(idea: Idea) -> str:
    """How it ended, or how it stands."""
    return (idea.reason or "closed") if idea.status == "closed" else idea.status.replace("_", " ")


def duration(horizon: Duration | None) -> str:
    """ "1-3 week", "until 2024-06-30", or a dash."""
    if horizon is None:
        return "–"
    if horizon.until:
        return f"until {horizon.until}"
    ends = [f"{n:g}" for n in (horizon.min, horizon.max) if n is not None]
    return f"{'-'.join(dict.fromkeys(ends))} {horizon.unit}" if ends else horizon.text


def short(words: str, most: int) -> str:
    """The words, cut with an ellipsis where they are more than `most` characters."""
    return words if len(words) <= most else words[: most - 1] + "…"


def verdict_figures(verdict: Verdict) -> str:
    """What decided a verdict: series, figures, threshold, or why it is unknown."""
    parts = []
    for e in verdict.evidence:
        if e.unknown:
            parts.append(f"{e.measure}: {e.unknown}")
            continue
        figures = ", ".join(
            f"{name} {value:.6g}" if isinstance(value, float) else f"{name} {value}" for name, value in e.values.items()
        )
        limit = f", threshold {e.threshold:.6g}" if e.threshold is not None else ""
        parts.append(f"{e.series or e.measure} {e.change}: {figures}{limit}")
    return "; ".join(parts)
