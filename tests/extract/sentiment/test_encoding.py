"""Texts and targets as the encoder takes them."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tokenizers import Tokenizer
from tokenizers.models import WordPiece
from tokenizers.normalizers import BertNormalizer
from tokenizers.pre_tokenizers import BertPreTokenizer

from commentary_nlp.extract.sentiment.encoding import LONGEST, clean, encode, find_target

MARKS = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[unused0]", "[unused1]"]
WORDS = [*MARKS, "apple", "fell", "while", "deere", "rose", "$", ".", "inc", "the", "market"]


MARKED = "[unused0] {} [unused1]"


@pytest.fixture
def tokenizer() -> Tokenizer:
    made = Tokenizer(WordPiece({word: n for n, word in enumerate(WORDS)}, unk_token="[UNK]"))
    made.normalizer, made.pre_tokenizer = BertNormalizer(lowercase=True), BertPreTokenizer()
    return made


@pytest.mark.parametrize(
    ("raw", "plain"),
    [
        ("Profit &amp; loss<br/>of <b>Acme</b>", "Profit & loss of Acme"),
        ("Johnson <JNJ.N> fell", "Johnson fell"),
        ("sold [nL4N2Z028U] today", "sold today"),
        ("see https://example.com/a?b=c now", "see http now"),
        ("a\u200bb\u0000 c\n\n d", "ab c d"),
        ("5 < 6 and 7 > 3", "5 < 6 and 7 > 3"),
        ("&amp;lt;p&amp;gt;", ""),
        ("up \ud83d half", "up half"),
        ("[SEP] buy [unused0]", "( SEP] buy ( unused0]"),
    ],
)
def test_clean(raw: str, plain: str) -> None:
    assert clean(raw) == plain


@pytest.mark.parametrize(
    ("text", "target", "found"),
    [
        ("Apple fell; apple pie", "Apple", ["Apple", "apple"]),
        ("$TSLA and TSLA", "$TSLA", ["TSLA", "TSLA"]),
        ("Deere rose", "Deere & Co", []),
        ("Acme rose", "Acme Holdings Inc.", ["Acme"]),
        ("Pineapple rose", "Apple", []),
        ("C++ (the) [firm]", "[firm]", ["[firm]"]),
        ("nothing", "", []),
        ("plc", "plc", ["plc"]),
    ],
)
def test_where_a_target_stands(text: str, target: str, found: list[str]) -> None:
    assert [text[a:b] for a, b in find_target(text, target)] == found


def test_the_targets_pieces_are_marked(tokenizer: Tokenizer) -> None:
    whole, towards, other, absent = encode(
        tokenizer,
        [
            ("Apple fell while Deere rose.", None),
            ("Apple fell while Deere rose.", "Apple"),
            ("Apple fell while Deere rose.", "Deere"),
            ("Apple fell.", "the market"),
        ],
    )
    assert set(whole.types) == {0}
    assert [WORDS[i] for i in towards.ids[:5]] == ["[CLS]", "[unused0]", "apple", "[unused1]", "fell"]
    assert [WORDS[i] for i, t in zip(towards.ids, towards.types, strict=True) if t] == MARKED.format("apple").split()
    assert [WORDS[i] for i, t in zip(other.ids, other.types, strict=True) if t] == MARKED.format("deere").split()
    assert [i for i in towards.ids if WORDS[i] not in MARKS] == [i for i in whole.ids if WORDS[i] not in MARKS]
    assert [WORDS[i] for i in absent.ids] == ["[CLS]", "apple", "fell", ".", "[SEP]", "the", "market", "[SEP]"]
    assert absent.types == (0, 0, 0, 0, 0, 1, 1, 1)


def test_training_shows_targets_after_the_text_too(tokenizer: Tokenizer) -> None:
    (added,) = encode(tokenizer, [("Apple fell.", "Apple")], added=True)
    assert [WORDS[i] for i in added.ids] == ["[CLS]", "apple", "fell", ".", "[SEP]", "apple", "[SEP]"]
    assert added.types == (0, 0, 0, 0, 0, 1, 1)


def test_a_long_text_is_cut_and_a_target_beyond_the_cut_is_added(tokenizer: Tokenizer) -> None:
    (row,) = encode(tokenizer, [("fell " * 1000 + "Deere", "Deere")])
    assert len(row.ids) == LONGEST + 4
    assert [WORDS[i] for i, t in zip(row.ids, row.types, strict=True) if t] == ["deere", "[SEP]"]


@given(st.text(max_size=300), st.none() | st.text(max_size=40))
@settings(max_examples=200, deadline=None)
def test_any_text(text: str, target: str | None) -> None:
    made = Tokenizer(WordPiece({word: n for n, word in enumerate(WORDS)}, unk_token="[UNK]"))
    made.pre_tokenizer = BertPreTokenizer()
    (row,) = encode(made, [(text, target)])
    assert len(row.ids) == len(row.types)
    assert (1 in row.types) == bool(target and clean(target))
