from __future__ import annotations

import sys
from pathlib import Path

import pytest

from commentary_nlp.market.store import PriceStore

sys.path.insert(0, str(Path(__file__).parent))  # `price_builders`


@pytest.fixture
def store(tmp_path: Path) -> PriceStore:
    return PriceStore(tmp_path / "prices")
