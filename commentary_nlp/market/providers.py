"""Prices from a vendor over the network, into the store.

Another package adds a provider by an entry point of the group ``commentary_nlp.providers``, whose name is the
provider's and which loads a `Provider` or a class of one:

    [project.entry-points."commentary_nlp.providers"]
    myvendor = "mypackage.prices:MyVendor"
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from importlib.metadata import entry_points
from typing import TYPE_CHECKING, Any, Protocol, runtime_checkable

from commentary_nlp.errors import MarketError
from commentary_nlp.market.account import ImportFailure, ImportReport, SymbolImport
from commentary_nlp.market.symbols import canonical, check_symbol, yahoo_name
from commentary_nlp.settings import Adjustment, MarketSettings

if TYPE_CHECKING:
    import pandas as pd

    from commentary_nlp.market.store import PriceStore

GROUP = "commentary_nlp.providers"


@dataclass(frozen=True)
class Fetched:
    """A vendor's answer.

    Attributes:
        frame: a row a day with columns of any usual name (``Date`` or the index; ``Open``, ``High``, ``Low``,
            ``Close``, ``Adj Close``, ``Volume``), as an imported file may have them; no row where the vendor
            has none. It is cleaned as a file is.
        name: what the vendor calls the symbol.
        adjustment: what open, high, low and close are; None leaves it to the columns.
    """

    frame: pd.DataFrame
    name: str
    adjustment: Adjustment | None = None


@runtime_checkable
class Provider(Protocol):
    """A vendor of daily bars. `name` becomes the vendor of what is stored."""

    name: str

    def fetch(self, symbol: str, first: date | None, last: date | None) -> Fetched:
        """Bars from `first` to `last`, inclusive; None is as far as the vendor goes.

        `symbol` is the contract's (``SPX``, ``BRK.B``, ``EURUSD``), or the vendor's own name where the caller
        gave that. Any exception says that it could not be fetched; the other symbols go on.
        """
        ...


class YFinance:
    """Yahoo's daily bars: split-adjusted, dividends taken off in the adjusted close alone. An extra.

    Raises:
        MarketError: the package is not installed.
    """

    name = "yahoo"

    def __init__(self, module: Any = None) -> None:
        if module is None:
            try:
                import yfinance as module  # type: ignore[no-redef]
            except ImportError as error:
                raise MarketError(
                    "The provider yfinance is not installed.", "Run `pip install 'commentary-nlp[yfinance]'`."
                ) from error
        self._yfinance = module
        # It answers a failed request with an empty frame unless it is told not to.
        debug = getattr(getattr(module, "config", None), "debug", None)
        self._loudly: dict[str, Any] = {} if debug is not None else {"raise_errors": True}
        if debug is not None:
            debug.hide_exceptions = False

    def fetch(self, symbol: str, first: date | None, last: date | None) -> Fetched:
        """See `Provider.fetch`."""
        typed = symbol.strip().upper()
        name = typed if typed.endswith("=F") else yahoo_name(canonical(symbol))
        days: dict[str, Any] = {"period": "max"} if first is None else {"start": first.isoformat()}
        if last is not None:
            days["end"] = (last + timedelta(days=1)).isoformat()  # its end is exclusive
            if first is None:
                days = {"start": "1900-01-01", "end": days["end"]}
        frame = self._yfinance.Ticker(name).history(
            interval="1d", auto_adjust=False, actions=False, **days, **self._loudly
        )
        return Fetched(frame, name, "raw")


_BUILT_IN: dict[str, Callable[[], Provider]] = {"yfinance": YFinance}


def provider_names() -> list[str]:
    """Names that `provider` knows, sorted: the built-in ones and those of installed packages."""
    return sorted({*_BUILT_IN, *(point.name for point in entry_points(group=GROUP))})


def provider(name: str) -> Provider:
    """A provider by its name.

    Raises:
        MarketError: there is none of that name, or it cannot be loaded.
    """
    for point in entry_points(group=GROUP, name=name):
        try:
            loaded = point.load()
            made = loaded() if isinstance(loaded, type) or not isinstance(loaded, Provider) else loaded
        except MarketError:
            raise
        except Exception as error:  # whatever another package does wrong
            raise MarketError(
                f"The provider {name} cannot be loaded: {error}.", f"Mend or remove the package of {point.value!r}."
            ) from error
        if not isinstance(made, Provider):
            raise MarketError(
                f"The provider {name} ({point.value}) has no `name` or no `fetch`.", "Ask its package's author."
            )
        return made
    if name in _BUILT_IN:
        return _BUILT_IN[name]()
    raise MarketError(f"There is no provider {name!r}.", f"Known are: {', '.join(provider_names())}.")


def fetch(
    symbols: Sequence[str],
    source: Provider | str,
    store: PriceStore,
    first: date | None = None,
    last: date | None = None,
    *,
    settings: MarketSettings | None = None,
    now: datetime | None = None,
) -> ImportReport:
    """Fetches daily bars of symbols and stores them as an import does. A symbol that fails stops no other.

    Args:
        symbols: the contract's, or the vendor's names (``CL=F`` where `CL` might be the share).
        source: a provider, or its name.
        store: where to.
        first, last: days, inclusive; None is as far as the vendor goes.
        settings: tolerances of the cleaning.
        now: aware; the bar of a session that has not closed by then is dropped. By default the clock.

    Raises:
        MarketError: there is no such provider, `last` is before `first`, or the store cannot be written.
    """
    from commentary_nlp.market.importing import store_deliveries

    if first is not None and last is not None and last < first:
        raise MarketError(f"{last} is before {first}.", "Give the earlier day first.")
    vendor = provider(source) if isinstance(source, str) else source
    now = now or datetime.now(UTC)
    imported: list[SymbolImport] = []
    failures: list[ImportFailure] = []
    for symbol in symbols:
        try:
            check_symbol(canonical(symbol))
            deliveries, adjustment = _ask(vendor, symbol, first, last)
        except MarketError as error:
            failures.append(ImportFailure(source=vendor.name, message=f"{symbol}: {error}"))
            continue
        report = store_deliveries(deliveries, store, adjustment=adjustment, settings=settings, now=now)
        imported += report.symbols
        failures += report.failures
    return ImportReport(symbols=tuple(imported), failures=tuple(failures))


def _ask(vendor: Provider, symbol: str, first: date | None, last: date | None) -> tuple[list[Any], Adjustment | None]:
    """What the vendor answers, as deliveries.

    Raises:
        MarketError: it cannot be reached, has nothing, or answers with no prices.
    """
    from commentary_nlp.market.tables import recognise, table_of_frame

    try:
        answer = vendor.fetch(symbol, first, last)
    except MarketError:
        raise
    except Exception as error:  # the network's and the vendor's faults are as many as their libraries
        said = " ".join(str(error).split())[:200] or type(error).__name__
        raise MarketError(
            f"{vendor.name} could not be asked: {said}.",
            "Check the symbol and the connection and try again later, or import a file with "
            "`commentary market import FILE`.",
        ) from error
    if not len(answer.frame):
        raise MarketError(
            f"{vendor.name} has no prices of {answer.name} for these days.",
            "Check the symbol; a future is written as CL=F, another exchange's share as SAP.DE.",
        )
    table = table_of_frame(answer.frame)
    deliveries = recognise(table, f"{vendor.name} {answer.name}", vendor=vendor.name, symbol=canonical(symbol))
    return deliveries, answer.adjustment
