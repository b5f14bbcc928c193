"""Cells of a vendor's table as numbers and days."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from commentary_nlp.errors import MarketError
from commentary_nlp.market.bars import Dates, Floats

_GROUPED = r"[+-]?\d{1,3}(?:,\d{3})+"
_DECIMAL_COMMA = r"[+-]?\d+,\d+"
_MULTIPLES = {"K": 1e3, "M": 1e6, "B": 1e9, "T": 1e12}
# Epochs by their number of digits: seconds stand at 10 digits since 2001, so each unit has its own length.
_EPOCH_UNITS = {9: "s", 10: "s", 12: "ms", 13: "ms", 15: "us", 16: "us", 18: "ns", 19: "ns"}


def to_floats(
    column: pd.Series, missing: frozenset[str], *, decimal_comma: bool = False
) -> tuple[Floats, NDArray[np.bool_]]:
    """Figures, NaN where the cell is empty or unreadable; and where it is unreadable.

    Reads ``1,234.5``, ``1.234,5``, ``$12.30``, ``4.25%``, ``(3.1)`` as minus 3.1 and ``12.3M``. Infinity is
    unreadable. `decimal_comma` says what ``1,234`` means where the column does not show it.
    """
    if pd.api.types.is_bool_dtype(column.dtype):
        return np.full(len(column), np.nan), np.ones(len(column), dtype=bool)
    if pd.api.types.is_numeric_dtype(column.dtype):
        values = column.to_numpy(dtype="float64", na_value=np.nan)
        wrong = np.isinf(values)
        return np.where(wrong, np.nan, values), wrong
    text = column.astype("object").map(lambda cell: "" if _absent(cell) else str(cell).strip())
    text = text.where(~text.str.lower().isin(missing), "")
    empty = (text == "").to_numpy()
    numbers = pd.to_numeric(text.where(~empty, None), errors="coerce").to_numpy(dtype="float64", na_value=np.nan)
    hard = np.isnan(numbers) & ~empty
    if hard.any():
        spelled = _bare(text[hard])
        if _has_decimal_comma(spelled, decimal_comma):
            # A full stop groups thousands here, also in the cells that a plain parse would take.
            numbers, hard, spelled = np.full(len(text), np.nan), ~empty, _bare(text[~empty])
            numbers[hard] = _spelled(spelled, r"[+-]?\d{1,3}(?:\.\d{3})+", ".", ",")
        else:
            numbers = numbers.copy()
            numbers[hard] = _spelled(spelled, _GROUPED, ",", ".")
    wrong = (np.isnan(numbers) & ~empty) | np.isinf(numbers)
    return np.where(wrong, np.nan, numbers), wrong


def _absent(cell: object) -> bool:
    return cell is None or cell is pd.NaT or cell is pd.NA or (isinstance(cell, float) and np.isnan(cell))


def _bare(text: pd.Series) -> pd.Series:
    """Without spaces, signs of currencies and percent; a bracketed figure is negative."""
    text = text.str.replace(r"[\s$€£¥'_\u00a0\u202f]", "", regex=True)
    return text.str.replace(r"^\((.*)\)$", r"-\1", regex=True).str.replace("\u2212", "-").str.rstrip("%")


def _has_decimal_comma(text: pd.Series, expected: bool) -> bool:
    """Whether the column's commas are decimal marks: ``1.234,5`` and ``12,5`` show it, ``1,234.5`` that they
    are not, ``1,234`` neither: then what is `expected`."""
    both = text[text.str.contains(",", regex=False) & text.str.contains(".", regex=False)]
    if len(both):
        return bool((both.str.rfind(",") > both.str.rfind(".")).any())
    return expected or bool((text.str.fullmatch(_DECIMAL_COMMA) & ~text.str.fullmatch(_GROUPED)).any())


def _spelled(text: pd.Series, grouped: str, group: str, point: str) -> Floats:
    """Figures that a plain parse refuses; a group mark out of its place makes a cell unreadable."""
    suffix = text.str.extract(r"(?i)\d([KMBT])$", expand=False).str.upper()
    factor = suffix.map(_MULTIPLES).fillna(1.0).to_numpy(dtype="float64")
    text = text.where(suffix.isna(), text.str[:-1])
    is_grouped = text.str.fullmatch(grouped + rf"(?:{re.escape(point)}\d*)?")
    text = text.where(~is_grouped, text.str.replace(group, "", regex=False))
    text = text.str.replace(point, ".", regex=False)
    out: Floats = pd.to_numeric(text, errors="coerce").to_numpy(dtype="float64", na_value=np.nan) * factor
    return out


@dataclass(frozen=True)
class Stamps:
    """When each row was, as its vendor wrote it: days, or moments whose day depends on the exchange's zone.

    `values` is a naive ``datetime64`` series of days at midnight, or an aware one in UTC; NaT is unreadable.
    """

    values: pd.Series

    def days(self, zone: str) -> Dates:
        """The session's date of each row, ``datetime64[D]``, NaT where it cannot be read."""
        values = self.values
        if values.dt.tz is not None:
            values = values.dt.tz_convert(zone).dt.tz_localize(None)
        out: Dates = values.to_numpy().astype("datetime64[D]")
        return out


def to_stamps(column: pd.Series) -> Stamps:
    """Reads a date column: days, days with times, aware moments, epochs, YYYYMMDD, spelled months.

    A stamp at midnight of its own offset is the label of that day (so vendors write daily bars); any other
    aware stamp is a moment.

    Raises:
        MarketError: days and months cannot be told apart (``03/05/2024`` and no day beyond the twelfth).
    """
    if pd.api.types.is_datetime64_any_dtype(column.dtype):
        return _labelled(column) if column.dt.tz is not None else Stamps(column.dt.normalize())
    if pd.api.types.is_numeric_dtype(column.dtype):
        whole = column.to_numpy(dtype="float64", na_value=np.nan)
        text = pd.Series([None if np.isnan(x) else f"{x:.0f}" for x in whole], index=column.index, dtype="object")
    else:
        text = column.map(lambda cell: None if _absent(cell) else str(cell).strip()).astype("object")
    # A long file says each day once a symbol: read it once.
    unique = pd.Series(text.dropna().unique(), dtype="object")
    read = _read_text(unique)
    parsed = text.map(dict(zip(unique, read, strict=True)))
    aware = getattr(read.dtype, "tz", None) is not None
    return Stamps(pd.to_datetime(parsed, utc=True) if aware else pd.to_datetime(parsed))


def _labelled(moments: pd.Series) -> Stamps:
    local = moments.dt.tz_localize(None)
    if (local.dropna() == local.dropna().dt.normalize()).all():
        return Stamps(local)
    return Stamps(moments.dt.tz_convert("UTC"))


def _read_text(text: pd.Series) -> pd.Series:
    """Unique cells as naive days or UTC moments; NaT where unreadable."""
    if text.empty:
        return pd.to_datetime(text)
    if text.str.fullmatch(r"\d{8}").mean() > 0.5:
        return pd.to_datetime(text, format="%Y%m%d", errors="coerce")
    digits = text.str.fullmatch(r"\d+")
    if digits.mean() > 0.5:
        unit: Any = _EPOCH_UNITS.get(int(text[digits].str.len().mode().iloc[0]))
        if unit is None:
            return pd.Series(pd.NaT, index=text.index, dtype="datetime64[ns]")
        numbers = pd.to_numeric(text.where(digits), errors="coerce")
        return _labelled(pd.to_datetime(numbers, unit=unit, utc=True, errors="coerce")).values
    iso = text.str.match(r"\d{4}[-/.]\d{1,2}[-/.]\d{1,2}")
    if iso.mean() > 0.5:
        return _read_iso(text.where(iso))
    if text.str.match(r"\d{1,2}[-/.]\d{1,2}[-/.]\d{2,4}\b").mean() > 0.5:
        return _read_numeric(text)
    return pd.to_datetime(text, format="mixed", errors="coerce", utc=True).dt.tz_localize(None).dt.normalize()


def _read_iso(text: pd.Series) -> pd.Series:
    parts = text.str.extract(
        r"^(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[T ]+(\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?))?\s*"
        r"(Z|UTC|GMT|[+-]\d{2}:?\d{2})?"
    )
    days = pd.to_datetime(parts[0] + "-" + parts[1] + "-" + parts[2], format="%Y-%m-%d", errors="coerce")
    time = pd.to_timedelta(parts[3].fillna("0:00").str.replace(r"^(\d+:\d+)$", r"\1:00", regex=True))
    if parts[4].isna().all() or (time == pd.Timedelta(0)).all():
        return days
    sign = parts[4].str[0].map({"-": -1}).fillna(1)
    digits = parts[4].str.replace(":", "").str.extract(r"[+-](\d{2})(\d{2})").astype("float64").fillna(0)
    offset = pd.to_timedelta(sign * (digits[0] * 60 + digits[1]), unit="min")
    return (days + time - offset).dt.tz_localize("UTC")


def _read_numeric(text: pd.Series) -> pd.Series:
    """``5/3/2024`` in either order, settled by the days beyond the twelfth that the column has."""
    parts = text.str.extract(r"^(\d{1,2})[-/.](\d{1,2})[-/.](\d{4}|\d{2})\b").astype("float64")
    month_first = bool(((parts[1] > 12) & (parts[0] <= 12)).any())
    day_first = bool(((parts[0] > 12) & (parts[1] <= 12)).any())
    if month_first == day_first:
        raise MarketError(
            f"Dates such as {re.sub(r'[^0-9/.: -]', '', text.iloc[0])!r} do not show which number is the month.",
            "Write them as YYYY-MM-DD.",
        )
    month, day = (parts[0], parts[1]) if month_first else (parts[1], parts[0])
    # Two digits as POSIX reads them: 69 and later are of the last century.
    year = parts[2].where(parts[2] > 99, parts[2] + np.where(parts[2] < 69, 2000, 1900))
    return pd.to_datetime(pd.DataFrame({"year": year, "month": month, "day": day}), errors="coerce")
