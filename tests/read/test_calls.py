"""A history of plain calls becomes tracked ideas."""

from __future__ import annotations

from pathlib import Path

import pytest

from commentary_nlp.errors import ReadError
from commentary_nlp.read import CallColumns, Failure, read_calls
from commentary_nlp.records import Extraction


def test_rows(tmp_path: Path) -> None:
    path = tmp_path / "calls.csv"
    path.write_text(
        "Date,Ticker,rating,author,target,stop,horizon_days\n"
        "2024-05-03,nvda,Buy,Ana Liu,120,80,30\n"
        "2024-05-06,XOM,bearish,,,,\n"
        "2024-05-07,KO,hold,Ana Liu,,,\n"
        "someday,KO,buy,,,,\n"
        "2024-05-08,KO,adore,,,,\n"
        "2024-05-08,KO,buy,,minus one,,\n",
        "utf-8",
    )
    readings = list(read_calls(path, CallColumns.parse("symbol=ticker,call=rating")))
    first, second, third = readings[:3]
    assert isinstance(first, Extraction)
    assert isinstance(second, Extraction)
    assert isinstance(third, Extraction)
    rec = first.recommendations[0]
    assert rec.action == "open"
    assert rec.alternatives[0].legs[0].symbol == "NVDA"
    assert {(c.role, c.test.change, c.test.value) for c in rec.conditions} == {
        ("target", "above", 120),
        ("stop", "below", 80),
    }  # type: ignore[union-attr]
    assert rec.horizon is not None
    assert (rec.horizon.max, rec.horizon.unit) == (30, "day")
    assert first.article.published_at == "2024-05-03"
    assert second.recommendations[0].alternatives[0].legs[0].side == "short"
    assert third.recommendations[0].action == "hold"
    assert not any(e.ungrounded() for e in (first, second, third))
    assert [f.line for f in readings[3:] if isinstance(f, Failure)] == [5, 6, 7]


def test_missing_columns_are_named(tmp_path: Path) -> None:
    path = tmp_path / "calls.csv"
    path.write_text("when,what\n1,2\n", "utf-8")
    (failure,) = read_calls(path)
    assert isinstance(failure, Failure)
    assert "date, symbol, call" in failure.message
    assert "--map" in failure.remedy


def test_bad_map() -> None:
    with pytest.raises(ReadError, match="renames nothing"):
        CallColumns.parse("colour=blue")
