"""Broker actions, notices of portfolio changes and logs of orders, each as its own genre writes them."""

from __future__ import annotations

from pathlib import Path

import pytest

from commentary_nlp.extract import extract
from commentary_nlp.records import Article, Recommendation, article_id, predicates

_OPENING = "Morning calls\n\nGood morning to all. Here is what moved and what we read overnight.\n\n"


def _read(text: str) -> tuple[Recommendation, ...]:
    return extract([Article(id=article_id(text), text=text, published_at="2024-05-14")])[0].recommendations


def _cases() -> list[tuple[str, str]]:
    lines = (Path(__file__).parent / "broker_actions.txt").read_text(encoding="utf-8").splitlines()
    return [tuple(line.rsplit(" => ", 1)) for line in lines if line and not line.startswith("#")]  # type: ignore[misc]


def _call(rec: Recommendation) -> str:
    legs = rec.alternatives[0].legs
    levels = [f"{p.value:g}" for c in rec.conditions for p in predicates(c.test) if p.value is not None]
    return (
        f"{rec.action} {legs[0].side} {'+'.join(leg.symbol for leg in legs)} | {rec.attributed_to} | {','.join(levels)}"
    )


@pytest.mark.parametrize(("said", "wanted"), _cases())
def test_a_brokers_action(said: str, wanted: str) -> None:
    found = " ;; ".join(_call(rec).strip() for rec in _read(_OPENING + said)) or "none"
    assert found == wanted.strip()


def _held(rec: Recommendation) -> tuple[str, str, float | None]:
    return rec.action, rec.alternatives[0].legs[0].symbol, rec.size.value if rec.size else None


def test_a_notice_of_changes_names_a_holding_and_what_is_done() -> None:
    found = _read(
        "Model portfolio, changes of today:\n- Chevron (CVX) – full sale of the remaining 2.0% position.\n"
        "- Merck (MRK) – new holding, 2.0%, funded from the Chevron proceeds.\n"
        "- Apple (AAPL) – 1.5% sold, leaving 5.0%.\n"
        "- Visa (V) – 1.5% added, taking the holding to 4.5%.\n- Pfizer: 4.0%, up from 2.5%.\n- Coca-Cola: no change"
    )
    assert [_held(rec) for rec in found] == [
        ("close", "CVX", 2.0),
        ("open", "MRK", 2.0),
        ("reduce", "AAPL", 1.5),
        ("open", "V", 1.5),
        ("open", "PFE", 4.0),
        ("hold", "KO", None),
    ]


@pytest.mark.parametrize(
    "lines",
    [
        "Results this week:\nApple – revenue up 4%, guidance cut\nNike – sales down 8%, dividend raised",
        "Top holdings:\nApple – 6.5%\nMicrosoft – 6.0%",
        "Performance in September:\nDanaher: up 6.0%\nVisa: +4.0%",
    ],
)
def test_lists_of_figures_are_no_changes(lines: str) -> None:
    assert _read("The model portfolio\n\n" + lines) == ()


def test_an_order_that_names_a_symbol_acts_on_the_position_opened_above() -> None:
    opened, part, added, kept = _read(
        "BTO AMD 5/24 155c @ 2.00, 3 cons\n\nSTC 1/3 AMD @ 2.80, raise stop to BE on the rest\n\n"
        "avg down AMD @ 1.50\n\nholding AMD runners into tomorrow"
    )
    legs = opened.alternatives[0].legs
    assert opened.size is not None
    assert opened.size.value == 3
    assert (part.action, part.refers_to, part.alternatives[0].legs) == ("reduce", (0,), legs)
    assert part.alternatives[0].price is not None
    assert part.alternatives[0].price.value == 2.8
    assert [(c.role, p.measure, p.value) for c in part.conditions for p in predicates(c.test)] == [("stop", "pnl", 0)]
    assert (added.action, added.refers_to, added.alternatives[0].legs) == ("open", (0,), legs)
    assert (kept.action, kept.refers_to, kept.alternatives[0].legs) == ("hold", (0,), legs)


def test_fewer_than_are_held_is_a_part_and_the_rest_is_all() -> None:
    found = _read("09:31 BOT 100 SHOP 62.15\n10:05 SLD 50 SHOP 64.40\n14:40 SLD 50 SHOP 65.10")
    assert [(r.action, r.size.value if r.size else None) for r in found] == [
        ("open", 100),
        ("reduce", 50),
        ("close", 50),
    ]


def test_shares_bought_in_prose_are_no_log() -> None:
    first, second = _read("We bought AMD June 155 calls at 2.00.\n\nWe are also adding to AMD shares at 150.")
    assert first.alternatives[0].legs[0].kind == "option"
    assert second.alternatives[0].legs[0].kind == "share"


def test_a_way_out_is_no_order_of_its_own() -> None:
    (only,) = _read("BTO SPY 5/17 448c @ .85. Lunch money only. out if SPY loses 445")
    assert [(c.role, p.value) for c in only.conditions for p in predicates(c.test)] == [("stop", 445)]
