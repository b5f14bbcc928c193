"""What each component says of its decisions, kept only while somebody asks: see `explain`.

A component calls `said` where it takes words for something and `refused` where words look like a call and are
none. Nothing is kept, and next to nothing spent, unless `recording` is active in the same context.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Remark:
    """Words ``start``..``end`` (end exclusive) and what `component` made of them by `rule`.

    `kind` is "cue" (words of action that make a call), "refused" (words that look like one and are none), or the
    field that the words fill ("legs", "condition", "horizon", ...).
    """

    kind: str
    component: str
    rule: str
    start: int
    end: int


@dataclass(slots=True)
class Trace:
    """The remarks of one article, in the order in which they were made."""

    remarks: list[Remark] = field(default_factory=list)


_active: ContextVar[Trace | None] = ContextVar("commentary_trace", default=None)


@contextmanager
def recording() -> Iterator[Trace]:
    """A trace that is filled while the block runs."""
    trace = Trace()
    token = _active.set(trace)
    try:
        yield trace
    finally:
        _active.reset(token)


def said(kind: str, component: str, rule: str, start: int, end: int) -> None:
    """Keeps a remark, where somebody listens."""
    trace = _active.get()
    if trace is not None:
        trace.remarks.append(Remark(kind, component, rule, start, end))


def refused(component: str, rule: str, start: int, end: int) -> None:
    """Keeps why words that look like a call make none, where somebody listens."""
    said("refused", component, rule, start, end)
