"""Text and target as the encoder takes them: cleaned, cut into word pieces, the target's pieces marked by their type.

Every input is one row of `ids` and one of `types` of the same length. Pieces of type 1 are the target's: where the
text names it, those stand in the text between two marks (pieces that the vocabulary has for such use); where it does
not, the target's words are added after the text. A whole text has none. Training and inference share this room, so that
neither sees what the other would not.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import NamedTuple

from tokenizers import Tokenizer

# Pieces of a text that are read: a page, and nearly what the encoder has places for. Longer texts are cut before they
# come here.
LONGEST = 480
# Texts that the tokenizer cuts at once.
_AT_ONCE = 512
# Pieces of a target's name that is added.
_LONGEST_NAME = 16
# Mentions of a target that are marked.
_MENTIONS = 4
# Pieces that open a text, close it, and stand before and after a target.
_MARKS = ("[CLS]", "[SEP]", "[unused0]", "[unused1]")

_TAG = re.compile(r"</?[A-Za-z][^<>]{0,200}>|<!--.{0,500}?-->")
_CODE = re.compile(r"\s?<[.A-Z0-9=^]{1,15}[A-Za-z0-9=]{0,6}>|\s?\[[A-Za-z0-9]{9,14}\]")
_LINK = re.compile(r"(?:https?://|www\.)\S{1,500}")
_ZERO = re.compile("[\u200b-\u200f\u2028-\u202e\ufeff\u0000-\u0008\u000e-\u001f\ud800-\udfff]")
# What the vocabulary keeps for marks of its own: a text that writes one shall not set it.
_RESERVED = re.compile(r"\[(?=(?:PAD|UNK|CLS|SEP|MASK|unused\d{1,3})\])")
_SPACE = re.compile(r"\s+")
_SUFFIX = re.compile(
    r"[\s,]+(?:inc|corp|corporation|co|company|plc|ltd|limited|llc|ag|sa|nv|se|oyj|abp|ab|asa|a/s|group|holdings?|the)\.?$",
    re.IGNORECASE,
)


class Encoded(NamedTuple):
    """One input: `ids` and `types` of the same length, the opening and closing marks included."""

    ids: tuple[int, ...]
    types: tuple[int, ...]


def clean(text: str) -> str:
    """The text without mark-up, agency codes ("<JNJ.N>"), links and control characters, its space made single."""
    text = _ZERO.sub("", html.unescape(html.unescape(text)))
    text = _TAG.sub(" ", _CODE.sub("", _LINK.sub("http", _RESERVED.sub("( ", text))))
    return _SPACE.sub(" ", text).strip()


def find_target(text: str, target: str) -> tuple[tuple[int, int], ...]:
    """Where a cleaned text names a target: as it stands, as a cashtag, or without its "Inc." or "plc".

    Whole words in any case; (start, end) of at most four, in order; none where it is not named.
    """
    name = target.strip().lstrip("$#").strip()
    while name:
        found = [
            match.span()
            for match in islice(re.finditer(rf"(?<!\w){re.escape(name)}(?!\w)", text, re.IGNORECASE), _MENTIONS)
        ]
        if found:
            return tuple(found)
        shorter = _SUFFIX.sub("", name)
        if shorter == name:
            return ()
        name = shorter
    return ()


def encode(tokenizer: Tokenizer, pairs: Sequence[tuple[str, str | None]], added: bool = False) -> list[Encoded]:
    """The inputs of (text, target) pairs, in their order; a target of None is the whole text.

    With `added`, targets are added after their texts even where these name them (training shows both forms).

    Raises:
        ValueError: the tokenizer lacks one of the marks.
    """
    marks = [number for mark in _MARKS if (number := tokenizer.token_to_id(mark)) is not None]
    if len(marks) < len(_MARKS):
        raise ValueError(f"the tokenizer lacks one of {', '.join(_MARKS)}")
    found: list[Encoded] = []
    # the tokenizer's own records of a text are many times its numbers: those of a few texts at a time are kept
    for first in range(0, len(pairs), _AT_ONCE):
        found += _encoded(tokenizer, pairs[first : first + _AT_ONCE], marks, added)
    return found


def _encoded(
    tokenizer: Tokenizer, pairs: Sequence[tuple[str, str | None]], marks: Sequence[int], added: bool
) -> Iterator[Encoded]:
    texts = [clean(text) for text, _ in pairs]
    names = [clean(target) if target else "" for _, target in pairs]
    pieces = tokenizer.encode_batch(texts, add_special_tokens=False)
    opening, closing, before, after = marks
    for text, name, piece in zip(texts, names, pieces, strict=True):
        spans = find_target(text, name) if name and not added else ()
        ids, types, inside = [opening], [0], False
        for number, (first, last) in zip(piece.ids[:LONGEST], piece.offsets[:LONGEST], strict=True):
            here = any(first < end and last > start for start, end in spans)
            if here is not inside:
                ids.append(before if here else after)
                types.append(1)
            ids.append(number)
            types.append(int(here))
            inside = here
        ids += [after, closing] if inside else [closing]
        types += [1, 0] if inside else [0]
        if name and 1 not in types:
            own = tokenizer.encode(name, add_special_tokens=False).ids[:_LONGEST_NAME]
            ids += [*own, closing]
            types += [1] * (len(own) + 1)
        yield Encoded(tuple(ids), tuple(types))
