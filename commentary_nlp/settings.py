"""Every threshold, with its unit and its reason. A stage takes its own group and reads nothing else.

Defaults may be overridden by constructing a group with other values; nothing is read from the environment.
"""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field


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


Adjustment = Literal["raw", "adjusted"]
