"""A tree of words matches what the plain list matches."""

from __future__ import annotations

import re

from hypothesis import given, settings
from hypothesis import strategies as st

from commentary_nlp.extract.alternation import one_of

# Words as lexicons hold them: no space or hyphen at an end, nor two side by side.
WORDS = st.lists(
    st.text("abA -'.", min_size=1, max_size=5).filter(lambda w: not re.search(r"^[ -]|[ -]$|[ -]{2}", w)),
    min_size=1,
    max_size=9,
)
WRITTEN = st.sampled_from(
    [{}, {" ": r"\s+"}, {" ": r"[\s-]+", "'": "['’]"}, {" ": r"[\s-]+", "-": r"[\s-]"}, {"-": r"[\s-]", ".": r"\.?"}]
)


def plain(words: list[str], written: dict[str, str], ends: str) -> str:
    return "|".join(
        "".join(written.get(letter) or re.escape(letter) for letter in word) + (ends if word[-1].isalpha() else "")
        for word in sorted(words, key=len, reverse=True)
    )


@settings(max_examples=500, deadline=None)
@given(
    WORDS,
    WRITTEN,
    st.sampled_from(["", r"(?![A-Za-z])"]),
    st.sampled_from(["(?:{})", r"\b(?:{})\b", r"(?<!\w)(?:{})(?!\w)", "x(?:{})?y"]),
    st.sampled_from([0, re.IGNORECASE]),
    st.lists(st.text("abA -'’.xy", max_size=12), min_size=1, max_size=5),
)
def test_the_tree_matches_what_the_list_matches(
    words: list[str], written: dict[str, str], ends: str, around: str, flags: int, texts: list[str]
) -> None:
    tree = re.compile(around.format(one_of(words, written, ends)), flags)
    flat = re.compile(around.format(plain(words, written, ends)), flags)
    for text in [*texts, " ".join(words), "-".join(words), "".join(texts)]:
        assert [m.span() for m in tree.finditer(text)] == [m.span() for m in flat.finditer(text)]


def test_what_words_share_is_written_once() -> None:
    assert one_of(["call", "calls", "calling"]) == "call(?:ing|s)?"
    assert one_of(["in line", "in"], {" ": r"\s+"}) == r"in(?:\s+line)?"
