"""A list of expressions finds what trying each in order finds."""

from __future__ import annotations

import re
import sys
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from commentary_nlp.extract.lexicon import load
from commentary_nlp.extract.pattern_lists import PatternList, fold, fragments
from commentary_nlp.extract.statements.frames import frames
from commentary_nlp.extract.statements.tokens import phrases

# Few letters, so that what is drawn often matches; the odd ones are what case and white space make of plain ones.
LETTERS = "abks iİıſK’'-–\n\t\xa0."
WORDS = st.text(LETTERS, max_size=14)


def quoted(letters: str) -> str:
    return "".join(re.escape(letter) for letter in letters)


PIECES = st.recursive(
    st.one_of(
        st.text("abks i'-", min_size=1, max_size=4).map(quoted),
        st.sampled_from([r"\s", r"\s+", r"\s*", " +", ".", r"\w+", "[ab]", "[^a]", "[a-c]", "['’]", r"\b", "^", "$"]),
        st.sampled_from(["(?=a)", "(?!b)", "(?<=k)", "(?<! )", r"[\s-]", r"\d*", "(?i:K)", "(?-i:s)"]),
    ),
    lambda inner: st.one_of(
        st.lists(inner, min_size=1, max_size=4).map("".join),
        st.lists(inner, min_size=1, max_size=3).map(lambda parts: "(?:" + "|".join(parts) + ")"),
        st.tuples(inner, st.sampled_from(["?", "{0,2}", "{1,2}", "{2}", "+", "*?"])).map(
            lambda pair: f"(?:{pair[0]}){pair[1]}"
        ),
        inner.map(lambda part: f"({part})"),
    ),
    max_leaves=8,
)


def compiled(source: str, flags: int = re.IGNORECASE) -> re.Pattern[str]:
    try:
        return re.compile(source, flags)
    except re.error:
        return re.compile("a")


@settings(max_examples=600, deadline=None)
@given(st.lists(PIECES, min_size=1, max_size=4), st.booleans(), st.lists(WORDS, min_size=1, max_size=6))
def test_all_that_match_are_candidates(sources: list[str], cased: bool, texts: list[str]) -> None:
    patterns = [compiled(source, 0 if cased else re.IGNORECASE) for source in sources]
    listed = PatternList(patterns)
    for text in [*texts, "".join(texts)]:
        matching = [p for p in patterns if p.search(text)]
        candidates = listed.candidates(text)
        assert [p for p in candidates if p.search(text)] == matching
        assert listed.search(text) == bool(matching)


@cache
def of_the_lexicon() -> tuple[re.Pattern[str], ...]:
    return (*(p.pattern for p in phrases()), *(f.pattern for f in frames()))


WORDS_OF_THE_LEXICON = sorted(
    {
        word
        for pattern in of_the_lexicon()
        for word in re.findall(r"[a-z']{2,}", pattern.pattern)
        if not pattern.pattern.startswith("(?x")
    }
)


@settings(max_examples=300, deadline=None)
@given(
    st.lists(st.sampled_from(WORDS_OF_THE_LEXICON), min_size=1, max_size=25),
    st.sampled_from([" ", "  ", "\n", "’ "]),
    st.booleans(),
)
def test_the_lexicon_in_any_order_of_its_words(words: list[str], gap: str, loud: bool) -> None:
    text = gap.join(words)
    text = text.upper() if loud else text
    listed = _listed()
    assert [p for p in listed.candidates(text) if p.search(text)] == [p for p in of_the_lexicon() if p.search(text)]


@cache
def _listed() -> PatternList:
    return PatternList(of_the_lexicon())


def test_most_of_the_lexicon_is_sieved() -> None:
    unknown = [p.pattern for p in of_the_lexicon() if not fragments(p)]
    assert len(unknown) < 0.1 * len(of_the_lexicon()), unknown
    plain = "The weather in the north was mild and the harvest came in early this autumn."
    assert len(_listed().candidates(plain)) < 0.25 * len(of_the_lexicon())


def test_a_part_of_a_sentence_is_sieved_with_it() -> None:
    sentence = "we mean to keep the position small"
    pattern = re.compile("keep")
    assert pattern in PatternList([pattern]).candidates(sentence)
    assert not PatternList([pattern]).candidates("we sold")


@pytest.mark.parametrize("letter", "abcdefghijklmnopqrstuvwxyz0 '-")
def test_fold_follows_what_re_takes_for_a_letter(letter: str) -> None:
    pattern = re.compile(re.escape(letter), re.IGNORECASE)
    alike = [chr(code) for code in range(sys.maxunicode + 1) if pattern.match(chr(code))]
    assert all(letter in fold(f"x{other}x") for other in alike), alike


def test_a_lexicon_gives_lists() -> None:
    from commentary_nlp.extract.lexicon import patterns

    listed = patterns("blocks", "disclaimer")
    assert len(listed) == len(load("blocks")["disclaimer"])
    assert [p.pattern for p in listed] == list(load("blocks")["disclaimer"])
