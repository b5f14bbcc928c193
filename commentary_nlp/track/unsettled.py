"""Why an idea cannot be settled: carried as an exception within the stage, never out of it."""

from __future__ import annotations


class UnsettledError(Exception):
    """What stands in the way, in one sentence with its remedy; it becomes the idea's `reason`."""
