"""What an extraction rests on: every field's words and rule; why a sentence that looks like an idea is none."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from commentary_nlp.extract import explain, extract
from commentary_nlp.records import Article, Explanation, article_id

PAGE = """Notes from the dock

5 March 2024

- Buy DE on a dip to 360, stop 348 on a closing basis, targets 384 and 395, within six weeks.

We bought Deere last spring and sold it in the autumn at a gain. Should you buy CAT here? Funds have been selling BA
all month. Some desks like the XLI April 120 calls. We do not chase NUE at 190; it has run.
"""


def why(text: str) -> Explanation:
    return explain(Article(id=article_id(text), text=text, published_at="2024-03-05"))


def test_every_field_has_its_words_and_rule() -> None:
    found = why(PAGE)
    sources = found.recommendations[0].sources
    fields = [s.field for s in sources]
    assert fields == ["action", "alternatives", "horizon", "trigger", "stop", "target", "target"]
    for source in sources:
        assert source.rule
        assert source.component
        assert source.text is not None
        assert PAGE[source.start : source.end] == source.text
    assert sources[0].text == "Buy"
    assert "DE share" in sources[1].value


def test_it_is_the_extraction_that_extract_gives() -> None:
    article = Article(id=article_id(PAGE), text=PAGE, published_at="2024-03-05")
    assert explain(article).extraction == extract([article])[0]


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        ("Should you buy CAT here?", "asks"),
        ("Funds have been selling BA", "neither the author nor anybody named"),
        ("sold it in the autumn", "over"),
        ("Some desks like the XLI April 120 calls.", ""),
    ],
)
def test_what_looks_like_an_idea_and_is_none_says_why(words: str, reason: str) -> None:
    refusals = why(PAGE).refusals
    own = [r for r in refusals if words in r.text]
    assert own, [r.text for r in refusals]
    assert reason in own[0].reason


def test_a_refused_sentence_is_no_recommendation() -> None:
    found = why(PAGE)
    taken = [(r.start, r.end) for r in found.extraction.recommendations]
    for refusal in found.refusals:
        assert PAGE[refusal.start : refusal.end] == refusal.text
        assert not any(refusal.start < e and refusal.end > s for s, e in taken)


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.sampled_from(["buy", "SPY", "stop", "480", "if", "we", "sold", ".", "\n\n", "- ", "calls", "?"]), max_size=40
    )
)
def test_any_words_are_explained(parts: list[str]) -> None:
    text = " ".join(parts)
    found = why(text)
    assert len(found.recommendations) == len(found.extraction.recommendations)
