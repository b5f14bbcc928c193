"""Every threshold, with its unit and its reason. A stage takes its own group and reads nothing else.

Defaults may be overridden by constructing a group with other values; nothing is read from the environment.
"""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

Adjustment = Literal["raw", "adjusted"]


class Group(BaseModel):
    """Frozen; unknown keys are refused."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class ReadSettings(Group):
    """Reading files into articles."""

    max_bytes: int = Field(
        default=20_000_000,
        description="Bytes. A page of commentary is some kilobytes; beyond this a file is a mistake.",
    )


class ExtractSettings(Group):
    """Reading an article into ideas."""


class MarketSettings(Group):
    """Prices and calendars."""

    stale_sessions: int = Field(
        default=5, description="Sessions without a bar after which `market status` calls a symbol stale."
    )
    prefer: Adjustment = Field(
        default="raw",
        description="Which prices to read where a symbol has both. An author names traded prices, so levels "
        "can be compared with raw prices alone.",
    )
    vendors: tuple[str, ...] = Field(
        default=(),
        description="Vendors to prefer, best first, where several deliver a symbol; the rest follow.",
    )
    bar_tolerance: float = Field(
        default=0.005,
        description="Fraction of the price. An open or close this little outside of low and high is a "
        "vendor's rounding (or its adjustment's): the range is widened to hold it. Beyond it the bar "
        "contradicts itself and is dropped.",
    )
    foreign_calendar_share: float = Field(
        default=0.2,
        description="Share of rows on days without a session beyond which the calendar is evidently not the "
        "symbol's, and the rows are kept. Currencies quoted on Sundays have a sixth, coins two sevenths.",
    )
    suspect_jump: float = Field(
        default=1.8,
        description="Factor from one close to the next beyond which an import remarks that a split may be "
        "unadjusted. The smallest usual split is 2 for 1, and the price moves on that day too.",
    )


class ValidateSettings(Group):
    """What each measure and change means where the text names no number."""


class TrackSettings(Group):
    """The life of an idea."""

    benchmark: str = Field(default="SPY", description="What an idea's return is compared with over its days.")
    default_horizon_sessions: int = Field(
        default=21,
        description="Sessions. An idea that names no horizon is held a month: the median stated horizon of "
        "tactical commentary is one to four weeks. Its outcome says that the horizon is assumed.",
    )
    trigger_wait_sessions: int = Field(
        default=21,
        description="Sessions after publication in which a trigger without a window of its own may come.",
    )
    share_cost_bp: float = Field(
        default=5.0, description="Basis points of notional per side and leg: half a spread and commission."
    )
    option_cost_percent: float = Field(
        default=3.0,
        description="Percent of each option leg's premium per side: half of a usual quoted spread.",
    )


class AuditSettings(Group):
    """Who was right."""

    confidence_level: float = Field(default=0.95, description="Of the Wilson interval on a hit rate.")


class Settings(Group):
    """All groups together."""

    read: ReadSettings = ReadSettings()
    extract: ExtractSettings = ExtractSettings()
    market: MarketSettings = MarketSettings()
    validate_: ValidateSettings = ValidateSettings()
    track: TrackSettings = TrackSettings()
    audit: AuditSettings = AuditSettings()
