"""A word as a key: in lower case, with the letters that case-ignoring expressions take for ASCII ones made so.

`re.IGNORECASE` lets "İ" and "ı" match "i", "ſ" match "s" and the Kelvin sign match "k", while `str.lower` leaves them
(or makes two characters of one): what such an expression has matched is looked up by its fold.
"""

from __future__ import annotations

_ALIKE = str.maketrans({"\u0130": "i", "\u0131": "i", "\u017f": "s", "\u212a": "k"})


def fold(word: str) -> str:
    """As `str.lower`, with those letters as the ASCII ones that they match."""
    return word.translate(_ALIKE).lower()
