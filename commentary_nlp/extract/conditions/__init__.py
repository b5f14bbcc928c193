"""The conditions of a recommendation and of an article's thesis: what must hold before acting, and what ends it."""

from commentary_nlp.extract.conditions.payoff import find_payoff_ratio
from commentary_nlp.extract.conditions.position import TradeContext
from commentary_nlp.extract.conditions.ratings import rated_conditions
from commentary_nlp.extract.conditions.rationale import find_rationale
from commentary_nlp.extract.conditions.recommendation import find_conditions, level_condition, row_conditions
from commentary_nlp.extract.conditions.thesis import find_thesis

__all__ = [
    "TradeContext",
    "find_conditions",
    "find_payoff_ratio",
    "find_rationale",
    "find_thesis",
    "level_condition",
    "rated_conditions",
    "row_conditions",
]
