"""Prices from files into the store."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

from commentary_nlp.errors import MarketError
from commentary_nlp.market.account import ImportFailure, ImportReport, SymbolImport
from commentary_nlp.market.cleaning import clean
from commentary_nlp.market.store import PriceStore, check_vendor
from commentary_nlp.market.symbols import canonical, check_symbol
from commentary_nlp.market.tables import FILE_ENDINGS, Delivery, read_deliveries
from commentary_nlp.settings import Adjustment, MarketSettings


def import_prices(
    path: Path | str,
    store: PriceStore,
    *,
    vendor: str | None = None,
    symbol: str | None = None,
    adjustment: Adjustment | None = None,
    signed: bool | None = None,
    settings: MarketSettings | None = None,
) -> ImportReport:
    """Imports a file, or every price file of a folder and its folders (CSV, TSV, gzipped CSV, Parquet).

    A later import adds days and replaces those that the same vendor delivered before. What cannot be used of
    a folder's files is reported under `failures`, and the rest goes on.

    Args:
        path: a file, or a folder.
        store: where to.
        vendor: who delivered it; by default what a vendor column says, else unknown.
        symbol: whose prices they are, where the file holds one symbol and does not say which.
        adjustment: "raw" or "adjusted"; by default as `cleaning.clean` tells.
        signed: whether zero and negative values are real; by default as `aliases.toml` says.
        settings: tolerances of the cleaning.

    Raises:
        MarketError: there is no such path, the folder holds no price file, the one file given holds nothing
            that could be prices, `symbol` or `vendor` cannot be one, or the store cannot be written.
    """
    path = Path(path)
    check_vendor(vendor)
    if symbol is not None:
        check_symbol(canonical(symbol))
    if path.is_dir():
        sources = sorted(p for p in path.rglob("*") if p.name.lower().endswith(FILE_ENDINGS) and p.is_file())
        if not sources:
            raise MarketError(f"{path} holds no price file.", f"They end in {', '.join(FILE_ENDINGS)}.")
    elif path.exists():
        sources = [path]
    else:
        raise MarketError(f"There is no {path}.", "Name a CSV or Parquet file, or a folder of them.")
    if symbol is not None and len(sources) > 1:
        raise MarketError(
            f"{path} holds {len(sources)} price files; they cannot all be {symbol}.", "Import that one file."
        )
    imported: list[SymbolImport] = []
    failures: list[ImportFailure] = []
    for source in sources:
        try:
            deliveries = read_deliveries(source, vendor=vendor, symbol=symbol)
        except MarketError as error:
            if not path.is_dir():
                raise
            failures.append(ImportFailure(source=str(source), message=str(error)))
            continue
        report = store_deliveries(deliveries, store, adjustment=adjustment, signed=signed, settings=settings)
        imported += report.symbols
        failures += report.failures
    return ImportReport(symbols=tuple(sorted(imported, key=lambda each: each.symbol)), failures=tuple(failures))


def store_deliveries(
    deliveries: Iterable[Delivery],
    store: PriceStore,
    *,
    adjustment: Adjustment | None = None,
    signed: bool | None = None,
    settings: MarketSettings | None = None,
    now: datetime | None = None,
) -> ImportReport:
    """Cleans deliveries and stores what is left; arguments as `clean` and `import_prices`.

    A symbol of which nothing can be used is a failure and does not stop the others.

    Raises:
        MarketError: the store cannot be written.
    """
    imported: list[SymbolImport] = []
    failures: list[ImportFailure] = []
    for delivery in deliveries:
        try:
            check_symbol(delivery.symbol)
            check_vendor(delivery.vendor)
        except MarketError as error:
            rows = len(delivery.stamps.values)
            message = f"{rows} rows were left out. {error}" if delivery.name else f"{rows} rows name no symbol."
            failures.append(ImportFailure(source=delivery.source, message=message))
            continue
        cleaned = clean(delivery, adjustment=adjustment, signed=signed, settings=settings, now=now)
        account = cleaned.account
        if not account.kept:
            why = ", ".join(f"{count} {reason}" for reason, count in account.dropped.items()) or "there is none"
            failures.append(
                ImportFailure(
                    source=delivery.source,
                    message=f"{delivery.symbol}: none of {account.read} rows can be used ({why}).",
                )
            )
            imported.append(account)
            continue
        merged = store.put(cleaned.bars, account)
        imported.append(
            account.model_copy(
                update={
                    "added": merged.added,
                    "replaced": merged.replaced,
                    "notes": account.notes + merged.notes,
                }
            )
        )
    return ImportReport(symbols=tuple(imported), failures=tuple(failures))
