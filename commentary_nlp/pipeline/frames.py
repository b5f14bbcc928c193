"""Records as a table, for notebooks and CSV."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas as pd


def frame(records: Iterable[Any]) -> pd.DataFrame:
    """A DataFrame with one row a record and one column a (dotted) field; lists stay lists in their cell."""
    import pandas as pd

    return pd.json_normalize([record.to_dict() for record in records])
