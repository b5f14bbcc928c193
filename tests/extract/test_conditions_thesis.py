"""Conditions of the article's thesis."""

from __future__ import annotations

from commentary_nlp.extract.annotations import Annotations, Block, ThemeMention
from commentary_nlp.extract.conditions import find_thesis
from commentary_nlp.extract.numbers import find_numbers


def thesis(
    text: str, taken: tuple[tuple[int, int], ...] = (), themes: tuple[ThemeMention, ...] = ()
) -> list[tuple[str, str, list[str]]]:
    from commentary_nlp.records import predicates

    notes = Annotations(blocks=(Block("paragraph", 0, len(text)),), numbers=find_numbers(text), themes=themes)
    found = find_thesis(text, notes, taken)
    assert all(text[c.start : c.end] == c.text for c in found)
    return [(c.role, c.text, [f"{p.measure} {p.change}" for p in predicates(c.test)]) for c in found]


def test_scenarios() -> None:
    text = "If inflation cools while payrolls hold up, bonds rally; should the yield curve steepen, banks lead."
    assert thesis(text) == [
        ("scenario", "If inflation cools while payrolls hold up", ["macro_release falls", "macro_release holds"]),
        ("scenario", "should the yield curve steepen", ["spread widens"]),
    ]


def test_what_voids_the_thesis_may_stand_on_either_side() -> None:
    assert thesis("A jump in default rates would invalidate the view.") == [
        ("invalidation", "A jump in default rates", ["other rises"])
    ]
    assert thesis(
        "A catalyst that would invalidate the thesis is a quick stabilization in rates and earnings revisions."
    ) == [
        (
            "invalidation",
            "a quick stabilization in rates and earnings revisions",
            ["yield stabilizes", "earnings_revisions stabilizes"],
        )
    ]


def test_a_drawdown_broadens_into_the_themes_that_are_named() -> None:
    text = "If the drawdown broadens into semis, software, and banks, it is no rotation."
    themes = tuple(
        ThemeMention(text.index(word), text.index(word) + len(word), word, (symbol,))
        for word, symbol in (("semis", "SMH"), ("software", "IGV"), ("banks", "KBE"))
    )
    notes = Annotations(blocks=(Block("paragraph", 0, len(text)),), themes=themes)
    [found] = find_thesis(text, notes, ())
    assert found.text == "If the drawdown broadens into semis, software, and banks"
    assert found.test is not None
    assert getattr(found.test, "symbols", None) == ("SMH", "IGV", "KBE")


def test_what_recommendations_hold_and_what_is_no_commentary_is_left_out() -> None:
    text = "If breadth improves, buy."
    assert thesis(text, taken=((0, len(text)),)) == []
    assert find_thesis(text, Annotations(blocks=(Block("furniture", 0, len(text)),)), ()) == []


def test_plain_prose_has_none() -> None:
    assert thesis("Volumes fell when the quarter ended, and nobody asked if it mattered.") in (
        [],
        [("scenario", "when the quarter ended", [])],
    )
