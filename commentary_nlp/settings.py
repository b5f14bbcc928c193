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
    max_characters: int = Field(
        default=1_000_000,
        description="Characters of one article. A novel has fewer; more would keep the extractor busy for minutes.",
    )


class ExtractSettings(Group):
    """Reading an article into ideas."""


class ConfidenceSettings(Group):
    """Fitting how sure a recommendation is."""

    l2: float = Field(
        default=6.0,
        description="Penalty on the squares of the standardised weights. Some hundred samples for thirty traits: the "
        "weights are kept small; of 1, 3, 6, 12 and 25 it gave the least cross-validated Brier score.",
    )
    folds: int = Field(default=10, description="Parts of the corpus, by article, each judged by a fit on the rest.")
    bins: int = Field(default=10, description="Bins of equal count over which calibration is judged.")
    seed: int = Field(default=7, description="Of the split into folds; any will do, one makes it repeatable.")


class SentimentSettings(Group):
    """Scoring sentiment."""

    batch: int = Field(
        default=32, description="Inputs of the encoder at a time, of like length. More costs memory and gains nothing."
    )
    threads: int = Field(
        default=0,
        description="Threads of the encoder; 0 for one a core, or one in each process of a pool.",
    )
    foreign_script: float = Field(
        default=0.4, description="Share of letters that are not Latin from which a text is no English one."
    )
    english_words: float = Field(
        default=0.08,
        description="Share of the commonest English words from which a text is English without further asking; running "
        "English has a third, headlines a tenth, and no other language reaches it.",
    )
    foreign_words: int = Field(
        default=6, description="Words that a text needs before its language can be told at all; headlines are short."
    )
    english_chance: float = Field(
        default=0.02,
        description="Chance of English, by the detector, up to which a text without English words is foreign. Of "
        "10,700 posts and headlines it takes some thirty for foreign; all but two or three, mere names of firms, are.",
    )
    named_chance: float = Field(
        default=0.7, description="Chance from which the detector's language is named; below it stands as undetermined."
    )


class TrainSentimentSettings(Group):
    """Training the encoder of sentiment."""

    epochs: int = Field(default=5, description="Rounds over the samples.")
    batch: int = Field(default=32, description="Samples a step.")
    rate: float = Field(default=1.5e-4, description="Learning rate of the last layer, at its highest.")
    head_rate: float = Field(default=10.0, description="The heads begin at random and learn this much faster.")
    layer_decay: float = Field(default=0.9, description="Each layer further down learns at this part of the rate.")
    warm_up: float = Field(
        default=0.1, description="Share of the steps over which the rate rises; then it falls to nought."
    )
    weight_decay: float = Field(default=0.01, description="AdamW's.")
    smoothing: float = Field(default=0.05, description="Of the labels: annotators disagree on more than that.")
    grading: float = Field(
        default=2.0, description="Weight of the squared error of a graded score beside cross-entropy."
    )
    added: float = Field(
        default=0.12,
        description="Share of samples that name their target after the text instead of in it, so that a target which a "
        "text names in other words is understood too.",
    )
    weights: dict[str, float] = Field(
        default={"finentity": 3.0, "pieces": 3.0},
        description="Weight of a set's samples, by its name; else 1. FinEntity is a small part of all, and the one set "
        "of others' annotated entities; pages are few.",
    )
    taught: float = Field(
        default=0.6, description="Share of the larger network's reading in what a labelled sample aims at."
    )
    matching: float = Field(
        default=0.5,
        description="Weight of the squared distance to what the larger network gives its heads, in its own spread.",
    )
    turns: int = Field(
        default=2, description="Questions that nobody labelled are asked in one of so many rounds, by turns."
    )
    altered: dict[str, int] = Field(
        default={"finentity": 6} | {"tfns": 1, "entities": 1, "entities_more": 1},
        description="How often a sample is altered for the larger network to read, by its set; else never. FinEntity "
        "is small.",
    )
    altered_share: float = Field(default=0.2, description="Share of its words in small letters that are changed.")
    teacher_epochs: int = Field(default=2, description="Rounds of the larger network over the samples.")
    teacher_rate: float = Field(default=5e-5, description="Learning rate of its last layer, at its highest.")
    teacher_still: int = Field(
        default=3, description="Its first layers, and its words, that keep their weights, which saves time."
    )
    pieces_epochs: int = Field(default=2, description="Its rounds over whole pieces of commentary, after the samples.")
    pieces_rate: float = Field(default=3e-5, description="Learning rate there.")
    pieces_batch: int = Field(default=8, description="Pages a step there: pages are long.")
    calibrated_on: int = Field(
        default=20, description="One text in so many of the training data is left out, to fit the temperature on."
    )
    bfloat16: bool = Field(default=True, description="Half precision where the processor has it: twice as fast.")
    seed: int = Field(default=7, description="Of shuffling, dropout and the heads' first weights.")


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
    """What each measure and change means where the text names no number.

    Sessions are bars of the series measured. The sentences that use these figures are in
    `commentary_nlp/validate/glossary.toml`; `commentary_nlp.validate.definitions()` renders both together.
    """

    benchmark: str = Field(
        default="SPY", description="Symbol. What one instrument is compared with where no second one is named."
    )
    move_sigmas: float = Field(
        default=1.0,
        description="Standard deviations. A move without a stated size is one that its own daily noise would "
        "not make in five cases of six.",
    )
    move_sessions: int = Field(
        default=5, description="Sessions. A move without a stated period is looked for over a trading week."
    )
    noise_sessions: int = Field(
        default=63, description="Sessions whose daily changes make a series' noise: a quarter, one regime long."
    )
    noise_minimum: int = Field(
        default=20, description="Sessions. Fewer changes than these give no standard deviation worth the name."
    )
    stabilize_sessions: int = Field(
        default=5, description="Sessions that must have been quiet for a series to have stabilised: a week."
    )
    stabilize_sigmas: float = Field(
        default=1.0,
        description="Standard deviations over the period. The range of a random walk over a week is about 1.25 "
        "of them, so quieter than 1 is quieter than usual.",
    )
    hold_sigmas: float = Field(
        default=2.0,
        description="Standard deviations over a trading week that a series without a stated level may lose "
        "and still be said to hold.",
    )
    realized_vol_sessions: int = Field(
        default=21, description="Returns in realized volatility where the text names no period: a month."
    )
    sessions_a_year: int = Field(default=252, description="Sessions. Annualises a daily standard deviation.")
    rsi_sessions: int = Field(default=14, description="Sessions in an RSI where none are said: Wilder's own.")
    volume_sessions: int = Field(
        default=21, description="Earlier sessions whose mean volume a session's own is compared with: a month."
    )
    volume_move_percent: float = Field(
        default=20.0,
        description="Percent above or below that mean from which volume has risen or fallen: a session's volume "
        "strays by about a quarter of itself.",
    )
    relative_sessions: int = Field(
        default=21, description="Sessions over which one outperforms another where no period is said: a month."
    )
    zscore_sessions: int = Field(
        default=252, description="Sessions before the day that a level in sigma is measured against: a year."
    )
    zscore_minimum: int = Field(
        default=60, description="Sessions. A mean and deviation of fewer than a quarter say little of a level."
    )
    swing_sessions: int = Field(
        default=63, description="Sessions in which the last swing, low or high is sought: a quarter."
    )
    swing_shoulders: int = Field(
        default=2, description="Sessions on each side that make a low or a high a swing (Williams's fractal)."
    )
    retrace_percent: float = Field(
        default=50.0, description="Percent of the last swing that is given back: the half that Dow theory names."
    )
    drawdown_percent: float = Field(
        default=5.0, description="Percent below its peak from which an instrument takes part: a pullback."
    )
    broad_percent: float = Field(
        default=50.0, description="Percent of the funds that must take part for a drawdown to be broad."
    )
    broad_sessions: int = Field(
        default=21, description="Sessions over which that share must have grown where no period runs: a month."
    )
    fund_minimum: int = Field(
        default=6, description="Funds. A share or a ranking of fewer sector or factor funds is not given."
    )
    breadth_average_sessions: int = Field(
        default=50, description="Sessions in the average that a share stands above: the length breadth uses most."
    )
    breadth_minimum: int = Field(default=10, description="Shares. A share of fewer is not taken for breadth at all.")
    breadth_member_minimum: int = Field(
        default=100,
        description="Shares. The shares at hand are not an index's members; from a hundred on they move like them.",
    )
    rotation_lead_sessions: int = Field(
        default=63, description="Sessions before the turn that tell who leads: a quarter."
    )
    rotation_sessions: int = Field(
        default=10, description="Sessions of the turn: two weeks, before which it is a shake-out."
    )
    rotation_margin_percent: float = Field(
        default=1.0,
        description="Percent by which the former leaders must trail the former laggards over the turn.",
    )
    split_step: float = Field(
        default=1.2,
        description="Ratio. A change between two sessions in adjusted over traded close beyond this is a split; "
        "a dividend of a sixth of the price is rare.",
    )
    coverage: float = Field(
        default=0.8,
        description="Fraction. A period in which a series has bars for fewer of its sessions is not judged: a "
        "foreign holiday may be missing, a week may not.",
    )


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
    max_missing_sessions: int = Field(
        default=10,
        description="Sessions in a row without a bar that an idea is carried over (a late entry, a halt, prices "
        "not yet imported). Two weeks outlast the longest exchange holidays; beyond it the idea is not settled.",
    )
    split_factor: float = Field(
        default=1.25,
        description="A raw close that jumps by at least this ratio in one session while the adjusted close does "
        "not is a split; the smallest usual one is 5 for 4. Raw returns across it would be wrong.",
    )
    suspect_jump: float = Field(
        default=MarketSettings().suspect_jump,
        description="Factor from one close to the next, while an idea is held, beyond which its outcome remarks that "
        "a split may be unadjusted: the import's own figure.",
    )
    several_legs_pnl: Literal["observed", "extremes"] = Field(
        default="observed",
        description="How a profit or loss on legs of several underlyings is watched within the day. `observed`: at "
        "open and close, the only moments daily bars share. `extremes`: each leg at its own worst or best.",
    )
    hold_options_to_expiry: bool = Field(
        default=False,
        description="Whether an option idea with a stated expiry and no horizon runs to that expiry instead of "
        "default_horizon_sessions (which an earlier expiry cuts short in any case).",
    )
    risk_free_rate: float = Field(
        default=0.03,
        description="A year, continuous. Near the middle of 0 to 5.3% since 2015; a point more moves a one-month "
        "at-the-money option by about 0.04% of its underlying.",
    )
    realized_vol_sessions: int = Field(
        default=63,
        description="Closes' returns behind a modelled volatility: a quarter, about as long as tactical options run.",
    )
    min_vol_sessions: int = Field(
        default=21, description="Fewer returns than this (a month) give no volatility: the idea is not settled."
    )
    volatility_index: dict[str, str] = Field(
        default={
            "SPX": "VIX", "SPY": "VIX", "ES": "VIX", "VOO": "VIX", "IVV": "VIX",
            "NDX": "VXN", "QQQ": "VXN", "NQ": "VXN", "RUT": "RVX", "IWM": "RVX", "RTY": "RVX",
            "DJI": "VXD", "DIA": "VXD", "YM": "VXD", "VIX": "VVIX", "GLD": "GVZ", "GC": "GVZ",
            "XAUUSD": "GVZ", "USO": "OVX", "CL": "OVX",
        },
        description="Cboe's volatility index of an underlying, in percent a year; used where its bars are at hand.",
    )  # fmt: skip
    default_dte: int = Field(
        default=30,
        description="Calendar days. For an option without an expiry: the usual tenor of tactical ideas and of the "
        "volatility indices.",
    )
    default_width_percent: float = Field(
        default=5.0,
        description="Percent of the underlying between neighbouring strikes that the text leaves out; about one "
        "standard deviation of an index over a month.",
    )
    margin_percent: float = Field(
        default=20.0,
        description="Percent of the underlying, less what the option is out of the money, held with the premium "
        "against a naked short option: FINRA Rule 4210(f)(2)(E), equity options.",
    )
    margin_floor_percent: float = Field(
        default=10.0,
        description="Percent of the underlying (a call) or the strike (a put) below which that margin never falls.",
    )


class StoreSettings(Group):
    """The file that ideas are kept in."""

    busy_timeout_seconds: float = Field(
        default=10.0,
        ge=0,
        description="Seconds to wait for another program's lock. A batch is written in well under one.",
    )
    batch: int = Field(
        default=500,
        gt=0,
        description="Articles (or ideas) a transaction: what a killed run has to read again, at most.",
    )
    sessions_per: dict[str, float] = Field(
        default={"session": 1, "day": 5 / 7, "week": 5, "month": 21, "quarter": 63, "year": 252},
        description="Trading sessions in one of each unit, as usually counted; only for asking the store for "
        "ideas of a horizon. What an idea is settled on is counted on the exchange's calendar.",
    )


class AuditSettings(Group):
    """Who was right."""

    confidence_level: float = Field(default=0.95, description="Of the Wilson interval on a hit rate.")
    forward_sessions: tuple[int, ...] = Field(
        default=(1, 5, 21),
        description="Sessions over which sentiment is compared with returns: a day, a week, a month.",
    )


class Settings(Group):
    """All groups together."""

    read: ReadSettings = ReadSettings()
    extract: ExtractSettings = ExtractSettings()
    confidence: ConfidenceSettings = ConfidenceSettings()
    sentiment: SentimentSettings = SentimentSettings()
    train_sentiment: TrainSentimentSettings = TrainSentimentSettings()
    market: MarketSettings = MarketSettings()
    validate_: ValidateSettings = ValidateSettings()
    track: TrackSettings = TrackSettings()
    store: StoreSettings = StoreSettings()
    audit: AuditSettings = AuditSettings()
