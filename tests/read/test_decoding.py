"""Bytes that are no article are refused with a remedy; others come out whole whatever their encoding."""

from __future__ import annotations

import pytest

from commentary_nlp.errors import ReadError
from commentary_nlp.read.decoding import decode
from commentary_nlp.settings import ReadSettings

SENTENCE = "Wir kaufen Münchener Rück; le marché est étroit, naïve hopes – and “quotes”.\n" * 5


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32", "cp1252"])
def test_decodes_usual_encodings(encoding: str) -> None:
    assert decode(SENTENCE.encode(encoding), ReadSettings()) == SENTENCE


def test_line_ends_become_one_kind() -> None:
    assert decode(b"a one\r\nb two\rc three\n", ReadSettings()) == "a one\nb two\nc three\n"


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "empty"),
        (b"  \n\t ", "white space"),
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + bytes(range(256)), "binary"),
        (bytes(range(1, 32)) * 20, "binary"),
        (b"x" * 2000, "MB"),
        (b"\xff\xfea\x00b", "damaged"),
    ],
)
def test_refuses_what_is_no_text(data: bytes, words: str) -> None:
    with pytest.raises(ReadError, match=words) as refused:
        decode(data, ReadSettings(max_bytes=1900))
    assert refused.value.remedy
