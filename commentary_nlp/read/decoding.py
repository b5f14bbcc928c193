"""Bytes to text: the right encoding, or a clear refusal."""

from __future__ import annotations

import codecs
import unicodedata

from commentary_nlp.errors import ReadError
from commentary_nlp.settings import ReadSettings

# A byte order mark settles the encoding; the longer marks come first, for UTF-32's begins with UTF-16's.
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


def check_size(size: int, settings: ReadSettings) -> None:
    """Refuse an empty or a huge file before it is read.

    Raises:
        ReadError: `size` is 0 or above `settings.max_bytes`.
    """
    if size == 0:
        raise ReadError("The file is empty.", "Check that it was saved or downloaded whole.")
    if size > settings.max_bytes:
        raise ReadError(
            f"The file has {size / 1e6:.0f} MB; an article has kilobytes (the limit is "
            f"{settings.max_bytes / 1e6:.0f} MB).",
            "Split it into one file an article, or one article a line as .jsonl.",
        )


def decode(data: bytes, settings: ReadSettings) -> str:
    """The text of a file, with line ends as ``\\n`` and no byte order mark.

    UTF-8 is tried first; other encodings are detected from the bytes.

    Raises:
        ReadError: empty, huge, binary, or in no encoding that can be told.
    """
    check_size(len(data), settings)
    text = _decode_marked(data)
    if text is None and b"\x00" in data[:4096]:
        raise ReadError("The file is binary, no text.", "Export the article as text, HTML or e-mail first.")
    if text is None:
        try:
            text = data.decode("utf-8")
        except UnicodeDecodeError:
            text = _detect(data)
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    _refuse_control(text)
    if not text.strip():
        raise ReadError("The file holds only white space.", "Check that it was saved or downloaded whole.")
    return text


def _decode_marked(data: bytes) -> str | None:
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            try:
                return data.decode(encoding)
            except UnicodeDecodeError as error:
                raise ReadError(
                    f"The file says that it is {encoding} but breaks off or is damaged at byte {error.start}.",
                    "Save it again as UTF-8.",
                ) from None
    return None


def _detect(data: bytes) -> str:
    from charset_normalizer import from_bytes

    found = from_bytes(data[:1_000_000])
    # Among code pages that fit equally well, the one that Windows programs write in the West is by far the likeliest.
    best = next((match for match in found if match.encoding == "cp1252"), None) or found.best()
    if best is None:
        raise ReadError("The file is no text in any encoding that can be told.", "Save it as UTF-8.")
    try:
        return data.decode(best.encoding)
    except (UnicodeDecodeError, LookupError):
        raise ReadError(f"The file looks like {best.encoding} but is damaged.", "Save it as UTF-8.") from None


def _refuse_control(text: str) -> None:
    sample = text[:65_536]
    control = sum(unicodedata.category(c) == "Cc" and c not in "\n\t\f\v" for c in sample)
    # More than one control character in fifty is no prose: an image or an archive happens to decode.
    if control * 50 > len(sample):
        raise ReadError("The file is binary, no text.", "Export the article as text, HTML or e-mail first.")
