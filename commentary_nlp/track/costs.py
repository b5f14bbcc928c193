"""What dealing costs, as a fraction of the base of a return."""

from __future__ import annotations

from collections.abc import Sequence

from commentary_nlp.settings import TrackSettings


def one_side(worth: Sequence[float], is_option: Sequence[bool], capital: float, settings: TrackSettings) -> float:
    """The cost of entering, or of leaving, as a fraction of `capital`, zero or more.

    `worth` is what is dealt in each leg (unsigned, in the units of `capital`): its notional, or the premium
    of an option. Shares, futures, spot and indices cost `share_cost_bp` of it, options
    `option_cost_percent`.
    """
    rates = (settings.share_cost_bp / 1e4, settings.option_cost_percent / 100.0)
    paid = sum(abs(value) * rates[option] for value, option in zip(worth, is_option, strict=True))
    return paid / capital
