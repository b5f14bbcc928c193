"""Files of prices as deliveries: one vendor's rows of one symbol, not yet cleaned.

Long files (a symbol column), one file a symbol, files of several series, and the two-row headers of wide
downloads are told apart by their columns; the names are data (`columns.toml`).
"""

from __future__ import annotations

import csv
import gzip
import io
import re
import tomllib
from dataclasses import dataclass, field, replace
from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import pandas as pd

from commentary_nlp.errors import MarketError
from commentary_nlp.market.figures import Stamps, to_floats, to_stamps
from commentary_nlp.market.symbols import canonical, exchange_prefixes, series_symbol

FILE_ENDINGS = (".csv", ".tsv", ".parquet", ".pq", ".csv.gz")
PRICE_FIELDS = ("open", "high", "low", "close", "adjusted_close")
_PARQUET = (".parquet", ".pq")
_HEADER_WITHIN = 30  # lines; what stands above a header is a title or a licence, not more


@dataclass(frozen=True)
class Delivery:
    """Rows of one symbol in file order. `fields` are columns as they stand in the file, by our names.

    Attributes:
        source: the file's name.
        name: the symbol as the file calls it.
        symbol: the contract's.
        fields: `close` or `adjusted_close` is among them.
    """

    source: str
    name: str
    symbol: str
    vendor: str | None
    stamps: Stamps
    fields: dict[str, pd.Series]
    decimal_comma: bool = False
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Table:
    """A file's cells. `columns` pairs a field with a symbol where a two-row header does."""

    frame: pd.DataFrame
    pairs: dict[str, tuple[str, str]] = field(default_factory=dict)
    decimal_comma: bool = False
    notes: tuple[str, ...] = ()


@lru_cache(maxsize=1)
def words() -> dict[str, Any]:
    """`columns.toml`."""
    return tomllib.loads(files("commentary_nlp.market").joinpath("columns.toml").read_text(encoding="utf-8"))


@lru_cache(maxsize=1)
def missing_words() -> frozenset[str]:
    """Cells that say "no figure", in lower case."""
    return frozenset(words()["numbers"]["missing"])


def field_of(column: str) -> str | None:
    """Our name of a column, or None: ``Adj Close`` is ``adjusted_close``."""
    key = re.sub(r"^\s*\d+\.\s*", "", str(column).lower())
    key = re.sub(r"[^a-z0-9]+", "", key)
    fields: dict[str, list[str]] = words()["fields"]
    return next((name for name, names in fields.items() if key in names), None)


def read_deliveries(path: Path, *, vendor: str | None = None, symbol: str | None = None) -> list[Delivery]:
    """What a file holds, by symbol.

    Raises:
        MarketError: it cannot be read, has no usable column (the message names what it has), or tells no symbol.
    """
    return recognise(read_table(path), path.name, vendor=vendor, symbol=symbol)


def read_table(path: Path) -> Table:
    """The cells of a CSV or Parquet file.

    Raises:
        MarketError: the file is missing, empty, binary or damaged.
    """
    name = path.name.lower()
    try:
        if name.endswith(_PARQUET):
            return table_of_frame(pd.read_parquet(path))
        data = gzip.decompress(path.read_bytes()) if name.endswith(".gz") else path.read_bytes()
    except (OSError, EOFError, ValueError) as error:
        raise MarketError(
            f"{path} cannot be read: {str(error).splitlines()[0][:200] if str(error) else type(error).__name__}.",
            "Give a CSV or Parquet file.",
        ) from error
    return _read_csv(data, path)


def table_of_frame(frame: pd.DataFrame) -> Table:
    """A frame as pandas keeps it: days may be its index, and (field, symbol) its columns."""
    unnamed = any(name is None for name in frame.index.names)
    if isinstance(frame.index, pd.DatetimeIndex) or not unnamed:
        levels = [str(name or "date") for name in frame.index.names]
        frame = frame.reset_index(names=levels)
    frame = frame.reset_index(drop=True)  # what is left numbers the rows
    pairs: dict[str, tuple[str, str]] = {}
    if isinstance(frame.columns, pd.MultiIndex):
        flat = []
        for column in frame.columns:
            parts = [str(part) for part in column if str(part)]
            flat.append("|".join(parts))
            if len(parts) == 2 and (pair := _pair(parts[0], parts[1])):
                pairs[flat[-1]] = pair
        frame.columns = pd.Index(flat)
    frame.columns = pd.Index([str(column) for column in frame.columns])
    return Table(frame.loc[:, ~frame.columns.duplicated()], pairs)


def _pair(a: str, b: str) -> tuple[str, str] | None:
    """(field, symbol) of a two-row header in either order."""
    for one, other in ((a, b), (b, a)):
        named = field_of(one)
        if named in (*PRICE_FIELDS, "volume"):
            return named, other
    return None


def _read_csv(data: bytes, path: Path) -> Table:
    import pyarrow as pa
    import pyarrow.csv as pacsv

    text = _decode(data, path)
    lines = text.split("\n", _HEADER_WITHIN)[:_HEADER_WITHIN]
    if not any(line.strip() for line in lines):
        raise MarketError(f"{path} is empty.", f"It needs {words()['expected']['text']}.")
    delimiter = _delimiter(lines)
    rows = list(csv.reader(io.StringIO("\n".join(line.rstrip("\r") for line in lines)), delimiter=delimiter))
    header, pairs, skip = _header(rows)
    header = _distinct(header)
    short = 0

    def on_invalid(row: Any) -> str:
        nonlocal short
        short += 1
        return "skip"

    try:
        table = pacsv.read_csv(
            pa.BufferReader(text.encode()),
            read_options=pacsv.ReadOptions(
                column_names=header, skip_rows=skip, use_threads=False, block_size=max(1 << 24, len(data) // 8)
            ),
            parse_options=pacsv.ParseOptions(delimiter=delimiter, invalid_row_handler=on_invalid),
            convert_options=pacsv.ConvertOptions(
                column_types={name: pa.string() for name in header}, strings_can_be_null=False
            ),
        )
    except pa.ArrowInvalid as error:
        if "Empty CSV" not in str(error):
            raise MarketError(f"{path} is no table: {str(error)[:200]}.", "Give a CSV or Parquet file.") from error
        table = pa.table({name: pa.array([], pa.string()) for name in header})
    frame = pd.DataFrame({name: table.column(name).to_pandas().astype("object") for name in header})
    notes = (f"{short} lines have not as many cells as the header and were left out",) if short else ()
    paired = {header[n]: pair for n, pair in pairs.items()}
    return Table(frame, paired, decimal_comma=delimiter == ";", notes=notes)


def _decode(data: bytes, path: Path) -> str:
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return data.decode("utf-16", errors="replace")
    if b"\x00" in data[:4096]:
        raise MarketError(f"{path} is a binary file.", "Give a CSV or Parquet file.")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", errors="replace")


def _delimiter(lines: list[str]) -> str:
    """The mark that splits most lines into the most cells; a comma where nothing does."""
    body = [line for line in lines if line.strip()][:10]
    return max(",;\t|", key=lambda mark: (sum(min(line.count(mark), 50) > 0 for line in body),
                                          body[-1].count(mark), mark == ","))  # fmt: skip


def _header(rows: list[list[str]]) -> tuple[list[str], dict[int, tuple[str, str]], int]:
    """Column names, (field, symbol) of those that a two-row header names, and how many lines to skip."""
    for n in range(len(rows) - 1):
        top, below = [c.strip() for c in rows[n]], [c.strip() for c in rows[n + 1]]
        # Over the days such a header has nothing, or what its rows are: "Price", "Ticker".
        named_above = field_of(top[0]) != "date" and not re.search(r"\d", top[0] + below[0]) if top and below else False
        if named_above and len(top) == len(below) > 1 and all(top[1:]) and all(below[1:]):
            pairs = {i: _pair(a, b) for i, (a, b) in enumerate(zip(top, below, strict=True)) if i}
            if all(pairs.values()):
                third = rows[n + 2] if n + 2 < len(rows) else []
                named = bool(third) and field_of(third[0]) == "date" and not any(third[1:])
                names = ["date"] + [f"{a}|{b}" for a, b in zip(top[1:], below[1:], strict=True)]
                return names, {i: pair for i, pair in pairs.items() if pair}, n + 2 + named
        if len(top) > 1 and any(field_of(cell) == "date" for cell in top):
            return top, {}, n + 1
    first = next((n for n, row in enumerate(rows) if len(row) > 1), 0)
    return [cell.strip() for cell in rows[first]], {}, first + 1


def _distinct(header: list[str]) -> list[str]:
    seen: dict[str, int] = {}
    out = []
    for n, cell in enumerate(header):
        name = cell or ("date" if n == 0 else f"column {n + 1}")  # an index column is written without a name
        seen[name] = seen.get(name, 0) + 1
        out.append(name if seen[name] == 1 else f"{name} ({seen[name]})")
    return out


def recognise(table: Table, source: str, *, vendor: str | None = None, symbol: str | None = None) -> list[Delivery]:
    """The deliveries of a table; `source` is the file's name.

    Raises:
        MarketError: as `read_deliveries`.
    """
    frame = table.frame
    columns = [str(column) for column in frame.columns]
    named = _fields_of([column for column in columns if column not in table.pairs])
    if "date" not in named or frame.empty:
        raise _unusable(source, columns, "has no row" if "date" in named else "has no date column")
    date_column = named.pop("date")
    stamps = to_stamps(frame[date_column])
    if stamps.values.isna().mean() > 0.5:
        raise MarketError(
            f"{source}: the column {date_column!r} holds no dates (such as {str(frame[date_column].iloc[0])[:40]!r}).",
            "Write them as YYYY-MM-DD.",
        )
    keys: dict[str, str] = {key: named.pop(key) for key in ("symbol", "vendor") if key in named}
    shared = _Shared(source, vendor, table.decimal_comma, table.notes)
    if {"close", "adjusted_close"} & set(named) and not table.pairs:
        fields = {name: frame[column] for name, column in named.items()}
        return _split(shared, frame, stamps, fields, keys=keys, symbol=symbol)
    rest = [column for column in columns if column != date_column and column not in keys.values()]
    pairs = table.pairs or _pairs_in_names(rest)
    if pairs and "symbol" not in keys:
        return _wide_bars(shared, frame, stamps, pairs, symbol)
    figures = [column for column in rest if column not in named.values() and _is_figures(frame[column])]
    if "symbol" in keys and len(figures) == 1 and not named:
        return _split(shared, frame, stamps, {"close": frame[figures[0]]}, keys=keys, symbol=symbol)
    if "symbol" in keys or not figures:
        raise _unusable(source, columns, "has no price column")
    # Among closes of many tickers, LOW, OPEN and DAY are shares; a volume is not.
    figures = [c for c in rest if c in figures or (c.isupper() and c != named.get("volume") and _is_figures(frame[c]))]
    if symbol is not None and len(figures) > 1:
        raise MarketError(
            f"{source} holds several series ({', '.join(figures[:8])}); they cannot all be {symbol}.",
            "Leave `--symbol` out.",
        )
    unused = [column for column in rest if column not in figures]
    if unused:
        shared = replace(shared, notes=(*shared.notes, f"columns left aside: {', '.join(unused[:8])}"))
    symbols = {column: canonical(symbol) if symbol else series_symbol(column) for column in figures}
    return [shared.delivery(column, symbols[column], stamps, {"close": frame[column]}) for column in figures]


def _fields_of(columns: list[str]) -> dict[str, str]:
    """Our fields by the column that holds each. Single letters count only as the set t, o, h, l, c."""
    by_key: dict[str, str] = {}
    for column in columns:
        by_key.setdefault(_key(column), column)
    if not {"o", "h", "l", "c"} <= set(by_key):  # else they are tickers: Citigroup, Visa, AT&T
        by_key = {key: column for key, column in by_key.items() if len(key) > 1}
    fields: dict[str, list[str]] = words()["fields"]
    found = {name: next((by_key[key] for key in keys if key in by_key), None) for name, keys in fields.items()}
    return {name: column for name, column in found.items() if column is not None}


@dataclass(frozen=True)
class _Shared:
    """What all deliveries of a file have in common."""

    source: str
    vendor: str | None
    decimal_comma: bool
    notes: tuple[str, ...]

    def delivery(
        self, name: str, symbol: str, stamps: Stamps, fields: dict[str, pd.Series], vendor: str | None = None
    ) -> Delivery:
        return Delivery(
            self.source, name, symbol, self.vendor or vendor, stamps, fields, self.decimal_comma, self.notes
        )


def _split(
    shared: _Shared, frame: pd.DataFrame, stamps: Stamps, fields: dict[str, pd.Series],
    *, keys: dict[str, str], symbol: str | None,
) -> list[Delivery]:  # fmt: skip
    """A long file by symbol and vendor; without a symbol column the file is one symbol's."""
    texts = {
        key: frame[column].map(lambda cell: "" if pd.isna(cell) else str(cell).strip()).astype("object")
        for key, column in keys.items()
    }
    if "symbol" in texts and symbol is not None and texts["symbol"].nunique() > 1:
        raise MarketError(
            f"{shared.source} holds several symbols; they cannot all be {symbol}.", "Leave `--symbol` out."
        )
    if "symbol" not in texts:
        symbol = symbol or symbol_of_file(shared.source)
    if not texts:
        return [shared.delivery(str(symbol), canonical(str(symbol)), stamps, fields)]
    out = []
    for group, members in pd.DataFrame(texts).groupby(list(texts), sort=True):
        rows = members.index
        parts = group if isinstance(group, tuple) else (group,)
        values = {key: str(part) for key, part in zip(texts, parts, strict=True)}
        name = symbol or values["symbol"]
        part = Stamps(stamps.values.loc[rows])
        out.append(
            shared.delivery(
                name, canonical(name), part, {key: column.loc[rows] for key, column in fields.items()},
                values.get("vendor") or None,
            )
        )  # fmt: skip
    return out


def _wide_bars(
    shared: _Shared, frame: pd.DataFrame, stamps: Stamps, pairs: dict[str, tuple[str, str]], symbol: str | None
) -> list[Delivery]:
    """Columns that name a field and a symbol each."""
    by_name: dict[str, dict[str, pd.Series]] = {}
    for column, (named, name) in pairs.items():
        by_name.setdefault(name, {}).setdefault(named, frame[column])
    if symbol is not None and len(by_name) > 1:
        raise MarketError(
            f"{shared.source} holds several symbols; they cannot all be {symbol}.", "Leave `--symbol` out."
        )
    return [
        shared.delivery(name, canonical(symbol) if symbol else series_symbol(name), stamps, fields)
        for name, fields in by_name.items()
    ]


def _pairs_in_names(columns: list[str]) -> dict[str, tuple[str, str]]:
    """``SPY.Open``, ``Close_SPY``: (field, symbol) by column; empty unless a symbol has all four prices."""
    pairs: dict[str, tuple[str, str]] = {}
    for column in columns:
        parts = re.split(r"[._ |]+", column.strip())
        for a, b in ((parts[0], "_".join(parts[1:])), (parts[-1], "_".join(parts[:-1]))):
            named = field_of(a)
            if named in (*PRICE_FIELDS, "volume") and b and len(_key(a)) > 1:
                pairs[column] = (named, b)
                break
    complete = {
        name
        for _, name in pairs.values()
        if {"open", "high", "low", "close"} <= {named for named, other in pairs.values() if other == name}
    }
    return {column: pair for column, pair in pairs.items() if pair[1] in complete}


def symbol_of_file(source: str) -> str:
    """The symbol that a file's name tells: ``spy_us_d.csv`` and ``SPY.csv`` are SPY.

    Raises:
        MarketError: the name tells none.
    """
    stem = source
    for ending in (".gz", *FILE_ENDINGS, ".txt"):
        stem = stem[: -len(ending)] if stem.lower().endswith(ending) else stem
    stem = re.sub("(?i)" + words()["file_names"]["endings"], "", stem)
    head, _, rest = stem.partition("_")
    if rest and head.upper() in exchange_prefixes():
        stem = f"{head}:{rest}"
    found = series_symbol(stem)
    if not re.fullmatch(r"[A-Z0-9^$][A-Z0-9.^=\-/&$]{0,11}", found) or found in words()["file_names"]["generic"]:
        raise MarketError(f"{source} has no symbol column, and its name tells no symbol.", "Name it with `--symbol`.")
    return found


def _key(column: str) -> str:
    return re.sub(r"[^a-z0-9]+", "", re.sub(r"^\s*\d+\.\s*", "", column.lower()))


def _is_figures(column: pd.Series) -> bool:
    values, wrong = to_floats(column, missing_words())
    filled = len(values) - int(pd.isna(values).sum()) + int(wrong.sum())
    return filled > 0 and wrong.sum() <= filled / 2


def _unusable(source: str, columns: list[str], fault: str) -> MarketError:
    seen = ", ".join(columns[:12]) + (", ..." if len(columns) > 12 else "")
    return MarketError(f"{source} {fault}; its columns are: {seen[:300]}.", f"It needs {words()['expected']['text']}.")
