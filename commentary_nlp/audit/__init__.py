"""*Audit*: who was right, how often, by how much; and how well extractions agree with careful readers.

Names are imported on first use.
"""

from __future__ import annotations

from importlib import import_module
from typing import Any

_HOMES = {
    "Agreement": "annotation",
    "AuditRow": "scorecard",
    "GROUPS": "scorecard",
    "ForwardRow": "forward",
    "agreement": "annotation",
    "agreement_of_files": "annotation",
    "audit": "scorecard",
    "forward_returns": "forward",
    "render_report": "report",
    "wilson": "scorecard",
}

__all__ = sorted(_HOMES)  # noqa: PLE0605 - one list of names, kept in one place


def __getattr__(name: str) -> Any:
    if name in _HOMES:
        return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
