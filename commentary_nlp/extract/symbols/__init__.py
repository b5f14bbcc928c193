"""The US symbol table that ships with the package, read once.

`us.tsv.gz` holds one line for each listed share and fund: symbol, flags, name, aliases (joined by `|`).
Flags: `e` share, `f` fund; `o` over the counter; `w` the symbol is an English word or abbreviation's look-alike
in lower case; `s` unit, warrant, right or preferred;
`k` spoken of in finance posts. Lines stand in order of size for the first half, the largest first.
An alias that begins with `?` is a word of the dictionary: a name only where the sentence treats it as one.
"""

from __future__ import annotations

import gzip
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from commentary_nlp.records.contract import AssetClass


@dataclass(frozen=True, slots=True)
class Listing:
    """A row of the table. `rank` is its place by size, from 0."""

    symbol: str
    name: str
    asset_class: AssetClass
    rank: int
    over_the_counter: bool
    word: bool
    special: bool
    spoken_of: bool


@dataclass(frozen=True, slots=True)
class SymbolTable:
    """`listings` by symbol; `names` by the first word, in lower case, of a name: (words after it, symbol, doubtful)."""

    listings: dict[str, Listing]
    names: dict[str, list[tuple[tuple[str, ...], str, bool]]]


@cache
def us_symbols() -> SymbolTable:
    """The table. Raises FileNotFoundError where the package was installed without its data."""
    raw = gzip.decompress(files(__name__).joinpath("us.tsv.gz").read_bytes()).decode("utf-8")
    listings: dict[str, Listing] = {}
    names: dict[str, list[tuple[tuple[str, ...], str, bool]]] = {}
    for rank, line in enumerate(raw.splitlines()):
        symbol, flags, name, aliases = line.split("\t")
        kind: AssetClass = "etf" if "f" in flags else "equity"
        listings[symbol] = Listing(symbol, name, kind, rank, "o" in flags, "w" in flags, "s" in flags, "k" in flags)
        for alias in filter(None, aliases.split("|")):
            first, *rest = alias.removeprefix("?").split(" ")
            names.setdefault(first, []).append((tuple(rest), symbol, alias[0] == "?"))
    return SymbolTable(listings, names)
