"""Where prices are kept: a folder of Parquet files, one for each series.

``FOLDER/raw/yahoo/BRK.B.parquet``: adjustment, vendor, symbol. A series of closes alone stands beside, as
``VIX~close.parquet``. Vendors are never mixed and raw and adjusted prices never meet. Where a symbol has
several series, `PriceStore.load` takes the first of: the preferred adjustment (raw); true bars before closes
alone; the preferred vendors; the most sessions; the vendor's name in order.
"""

from __future__ import annotations

import json
import os
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any, cast
from urllib.parse import quote, unquote

import numpy as np

from commentary_nlp.errors import MarketError
from commentary_nlp.market.account import Dropped, SymbolImport
from commentary_nlp.market.bars import Bars, hash_rows
from commentary_nlp.market.symbols import canonical, check_symbol
from commentary_nlp.settings import Adjustment, MarketSettings

_META = b"commentary_nlp"
_COLUMNS = ("open", "high", "low", "close", "adjusted_close", "volume")
_CLOSES = "~close"
_NO_VENDOR = "_unnamed"
# Names that Windows keeps for devices, with any ending: CON is a listed company.
_DEVICES = {"CON", "PRN", "AUX", "NUL"} | {f"{port}{n}" for port in ("COM", "LPT") for n in range(10)}


@dataclass(frozen=True)
class Series:
    """One file of the store, as its footer tells; `first` and `last` are inclusive.

    `dropped` sums up what imports refused of it, the latest import of each source counting once.
    """

    symbol: str
    vendor: str | None
    adjustment: Adjustment
    close_only: bool
    rows: int
    first: date
    last: date
    hash: str
    path: Path
    dropped: Mapping[Dropped, int] = field(default_factory=dict)
    repaired: int = 0


@dataclass(frozen=True)
class Merged:
    """What storing did: `added` days are new, `replaced` had other figures, `notes` say what to look at."""

    added: int
    replaced: int
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class _Place:
    """Which series a file holds, as its path tells."""

    symbol: str
    vendor: str | None
    adjustment: Adjustment
    close_only: bool

    def path(self, folder: Path) -> Path:
        vendor = _NO_VENDOR if self.vendor is None else _safe(self.vendor)
        stem = _safe(self.symbol) + (_CLOSES if self.close_only else "")
        return folder / self.adjustment / vendor / f"{stem}.parquet"


class PriceStore:
    """Prices in a folder (which need not exist yet); a `PriceSource`.

    Keeps what it has read: another process's later import is seen by a new `PriceStore`. Symbols may be given
    by any name that `canonical` knows.
    """

    def __init__(self, folder: Path | str, settings: MarketSettings | None = None) -> None:
        self.folder = Path(folder)
        self._settings = settings or MarketSettings()
        self._index: dict[str, list[_Place]] | None = None
        self._bars: dict[tuple[str, Adjustment | None, str | None], Bars | None] = {}

    def symbols(self) -> list[str]:
        """Every symbol with a series, sorted."""
        return sorted(self._places())

    def load(self, symbol: str, adjustment: Adjustment | None = None, vendor: str | None = None) -> Bars | None:
        """The bars of a symbol, oldest first; None where there are none.

        Args:
            symbol: the contract's, or a vendor's name for it.
            adjustment: only these; by default the preferred ones, and the others where a symbol lacks those.
            vendor: only this one's.

        Raises:
            MarketError: the file is damaged or cannot be read.
        """
        key = (symbol, adjustment, vendor)
        try:
            return self._bars[key]
        except KeyError:
            place = self._choose(canonical(symbol), adjustment, vendor)
            bars = _read(place.path(self.folder), place) if place else None
            self._bars[key] = bars
            return bars

    def series(self, symbol: str | None = None) -> list[Series]:
        """Every series (of one symbol), by symbol and in the order in which `load` would choose them.

        Reads footers only.

        Raises:
            MarketError: a file is damaged.
        """
        places = self._places()
        wanted = sorted(places) if symbol is None else [canonical(symbol)]
        return [
            _footer(place.path(self.folder), place) for each in wanted for place in self._ordered(places.get(each, []))
        ]

    def read(self, series: Series) -> Bars:
        """The bars of one series.

        Raises:
            MarketError: the file is damaged or cannot be read.
        """
        place = _Place(series.symbol, series.vendor, series.adjustment, series.close_only)
        return _read(series.path, place)

    def put(self, bars: Bars, account: SymbolImport | None = None) -> Merged:
        """Adds a delivery to its series: new days are added, days it has already are replaced.

        The file is replaced in one step: a killed import leaves the old file or the new one. `account` is
        kept with it, so that `status` can say what was refused.

        Raises:
            MarketError: the symbol or vendor cannot be one, or the folder cannot be written.
        """
        if not len(bars):
            return Merged(0, 0)
        vendor = check_vendor(bars.vendor)
        place = _Place(check_symbol(canonical(bars.symbol)), vendor, bars.adjustment, bars.close_only)
        path = place.path(self.folder)
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            with _only_writer(self.folder):
                old = _read(path, place) if path.exists() else None
                accounts = _accounts(path) if old is not None else {}
                if account is not None:
                    accounts[account.source] = {"dropped": dict(account.dropped), "repaired": account.repaired}
                merged, result = _merge(old, bars, place)
                _write(path, merged, accounts)
        except OSError as error:
            raise MarketError(
                f"Prices cannot be written to {self.folder}: {error.strerror or error}.",
                "Name a folder that can be written in COMMENTARY_PRICES.",
            ) from error
        self._bars.clear()
        self._index = None
        return result

    def _places(self) -> dict[str, list[_Place]]:
        if self._index is None:
            index: dict[str, list[_Place]] = {}
            for path in sorted(self.folder.glob("*/*/*.parquet")):
                place = _place_of(path)
                if place is not None:
                    index.setdefault(place.symbol, []).append(place)
            self._index = index
        return self._index

    def _choose(self, symbol: str, adjustment: Adjustment | None, vendor: str | None) -> _Place | None:
        wanted = check_vendor(vendor)
        places = [
            place
            for place in self._places().get(symbol, ())
            if (adjustment is None or place.adjustment == adjustment) and (vendor is None or place.vendor == wanted)
        ]
        return self._ordered(places)[0] if places else None

    def _ordered(self, places: list[_Place]) -> list[_Place]:
        if len(places) < 2:
            return places
        vendors = [name.strip().lower() for name in self._settings.vendors]

        def rank(place: _Place) -> tuple[bool, bool, int, int, str]:
            known = vendors.index(place.vendor) if place.vendor in vendors else len(vendors)
            rows = _footer(place.path(self.folder), place).rows
            return (
                place.adjustment != self._settings.prefer, place.close_only, known, -rows, place.vendor or "",
            )  # fmt: skip

        return sorted(places, key=rank)


def check_vendor(vendor: str | None) -> str | None:
    """The vendor's name as it is kept: in lower case, None where it is not known.

    Raises:
        MarketError: it is longer than 64 characters or holds control characters.
    """
    name = (vendor or "").strip().lower()
    if len(name) > 64 or not name.isprintable():
        raise MarketError(f"{name[:40]!r} is no vendor's name.", "Give a short name with `--vendor`.")
    return name or None


def _safe(name: str) -> str:
    """A file name for any symbol or vendor, the same on every system; `unquote` gives the name back."""
    quoted = quote(name, safe="").replace("~", "%7E")
    if quoted[0] in "._" or quoted.split(".")[0].upper() in _DEVICES:
        quoted = f"%{ord(quoted[0]):02X}{quoted[1:]}"
    return quoted


def _place_of(path: Path) -> _Place | None:
    """Which series a file holds; None where it is none of the store's (a temporary file, a guest)."""
    adjustment, vendor, stem = path.parts[-3], path.parts[-2], path.stem
    if adjustment not in ("raw", "adjusted") or stem.startswith("."):
        return None
    kind: Adjustment = "raw" if adjustment == "raw" else "adjusted"
    close_only = stem.endswith(_CLOSES)
    symbol = unquote(stem.removesuffix(_CLOSES))
    return _Place(symbol, None if vendor == _NO_VENDOR else unquote(vendor), kind, close_only)


def _merge(old: Bars | None, new: Bars, place: _Place) -> tuple[Bars, Merged]:
    if old is None:
        whole = _bars(place, new.dates, [getattr(new, name) for name in _COLUMNS], new.signed)
        return whole, Merged(len(new), 0)
    dates = np.concatenate([old.dates, new.dates])
    order = np.argsort(dates, kind="stable")
    ranked = dates[order]
    last = np.append(ranked[1:] != ranked[:-1], True)  # of a day's two rows the new one stands second
    keep = order[last]
    columns = [np.concatenate([getattr(old, name), getattr(new, name)])[keep] for name in _COLUMNS]
    _, at_old, at_new = np.intersect1d(old.dates, new.dates, assume_unique=True, return_indices=True)
    differs = np.zeros(len(at_old), dtype=bool)
    for name in _COLUMNS:
        a, b = getattr(old, name)[at_old], getattr(new, name)[at_new]
        differs |= ~((a == b) | (np.isnan(a) & np.isnan(b)))
    notes = _seam(old, new, at_old, at_new)
    result = Merged(len(keep) - len(old), int(differs.sum()), notes)
    return _bars(place, dates[keep], columns, old.signed or new.signed), result


def _seam(old: Bars, new: Bars, at_old: Any, at_new: Any) -> tuple[str, ...]:
    """Says when old days that stay are on another scale than the new ones: a split or dividend since."""
    if len(at_old) == len(old) or not len(at_old):
        return ()
    notes = []
    for name in ("close", "adjusted_close"):
        a, b = getattr(old, name)[at_old], getattr(new, name)[at_new]
        both = (a > 0) & (b > 0)
        ratio = float(np.median(b[both] / a[both])) if both.any() else 1.0
        if abs(ratio - 1) > 0.001:  # a dividend of a tenth of a percent, less than any that is paid
            notes.append(
                f"{name} is {ratio:.4g} times what it was for the same days; days before {new.day(0)} are on the "
                "old scale: import the whole history again"
            )
    return tuple(notes)


def _bars(place: _Place, dates: Any, columns: list[Any], signed: bool) -> Bars:
    arrays = [np.ascontiguousarray(column, dtype="float64") for column in columns]
    days = np.ascontiguousarray(dates, dtype="datetime64[D]")
    for array in (days, *arrays):
        array.flags.writeable = False  # views of every day share it
    open_, high, low, close, adjusted_close, volume = arrays
    return Bars(
        place.symbol, days, open_, high, low, close, adjusted_close, volume,
        place.vendor, place.adjustment, "", place.close_only, signed,
    )  # fmt: skip


def _write(path: Path, bars: Bars, accounts: dict[str, Any]) -> None:
    import pyarrow as pa
    import pyarrow.parquet as pq

    meta = {
        "first": bars.day(0).isoformat(), "last": bars.day(-1).isoformat(), "hash": hash_rows(bars),
        "signed": bars.signed, "accounts": accounts,
    }  # fmt: skip
    table = pa.table(
        {"date": pa.array(bars.dates, type=pa.date32())} | {name: getattr(bars, name) for name in _COLUMNS}
    ).replace_schema_metadata({_META: json.dumps(meta, sort_keys=True).encode()})
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=".", suffix=".tmp")
    try:
        with os.fdopen(handle, "wb") as file:
            pq.write_table(table, file, compression="zstd")
            file.flush()
            os.fsync(file.fileno())
        Path(name).chmod(0o644)
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def _read(path: Path, place: _Place) -> Bars:
    import pyarrow.parquet as pq

    try:
        table = pq.read_table(path, partitioning=None, memory_map=False)
        signed = bool(_meta(table.schema.metadata).get("signed"))
        columns = [table.column(name).to_numpy() for name in _COLUMNS]
        return _bars(place, table.column("date").to_numpy(), columns, signed)
    except (ValueError, KeyError, OSError) as error:  # pyarrow's errors are ValueErrors or KeyErrors
        raise _damaged(path) from error


def _footer(path: Path, place: _Place) -> Series:
    import pyarrow.parquet as pq

    try:
        footer = pq.read_metadata(path)
        meta = _meta(footer.metadata)
        accounts: dict[str, dict[str, Any]] = meta["accounts"]
        dropped: dict[Dropped, int] = {}
        for account in accounts.values():
            for reason, count in account["dropped"].items():
                key = cast("Dropped", reason)
                dropped[key] = dropped.get(key, 0) + count
        return Series(
            symbol=place.symbol, vendor=place.vendor, adjustment=place.adjustment, close_only=place.close_only,
            rows=footer.num_rows, first=date.fromisoformat(meta["first"]), last=date.fromisoformat(meta["last"]),
            hash=meta["hash"], path=path, dropped=dropped,
            repaired=sum(account["repaired"] for account in accounts.values()),
        )  # fmt: skip
    except (ValueError, KeyError, OSError) as error:
        raise _damaged(path) from error


def _accounts(path: Path) -> dict[str, Any]:
    import pyarrow.parquet as pq

    accounts: dict[str, Any] = _meta(pq.read_metadata(path).metadata).get("accounts", {})
    return accounts


def _meta(metadata: dict[bytes, bytes] | None) -> dict[str, Any]:
    meta: dict[str, Any] = json.loads((metadata or {})[_META])
    return meta


def _damaged(path: Path) -> MarketError:
    return MarketError(
        f"The price file {path} is damaged or was not written by this program.",
        "Delete it and import its prices again.",
    )


@contextmanager
def _only_writer(folder: Path) -> Iterator[None]:
    """Lets one process at a time read, merge and replace; a killed one leaves no lock behind."""
    if sys.platform == "win32":
        yield
        return
    import fcntl

    with (folder / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
