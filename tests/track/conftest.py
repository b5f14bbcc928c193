"""Articles to store, in few words."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from commentary_nlp.records import (
    Alternative,
    Article,
    Extraction,
    Leg,
    Recommendation,
    article_id,
)
from commentary_nlp.track import Store

MakeExtraction = Callable[..., Extraction]


def _make(
    *calls: tuple[str, str, str], refers_to: dict[int, tuple[int, ...]] | None = None, **metadata: Any
) -> Extraction:
    """An extraction of one sentence for each call (sentence, side, symbol), all `open` outrights of shares;
    a call without a symbol is a `watch` without a trade."""
    text = "\n".join(sentence for sentence, _, _ in calls) or "Nothing to do today."
    recs = []
    at = 0
    for place, (sentence, side, symbol) in enumerate(calls):
        legs = (Leg(side=side, symbol=symbol, kind="share"),) if symbol else ()
        recs.append(
            Recommendation(
                text=sentence,
                start=at,
                end=at + len(sentence),
                action="open" if symbol else "watch",
                alternatives=(Alternative(structure="outright", legs=legs),) if legs else (),
                refers_to=(refers_to or {}).get(place, ()),
            )
        )
        at += len(sentence) + 1
    metadata = {"published_at": "2024-05-03", **metadata}
    return Extraction(article=Article(id=article_id(text), text=text, **metadata), recommendations=tuple(recs))


@pytest.fixture(scope="session")
def make() -> MakeExtraction:
    return _make


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "commentary.db"


@pytest.fixture
def store(path: Path) -> Iterator[Store]:
    with Store.open(path) as opened:
        yield opened
