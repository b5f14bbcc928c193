"""How sure a recommendation is: the chance that it is a call at all, with this action on these legs.

A logistic regression over plain traits of the recommendation and its words, fitted on what readings at first sight
got right (`models/confidence`). No trait looks at a ticker or at an author.
"""

from __future__ import annotations

import json
import math
import re
from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from commentary_nlp.extract.trained import model_folder, verified
from commentary_nlp.records import Extraction, Recommendation, predicates

_FIRST = re.compile(r"\b(?:I|we|our|my|us)\b|\b(?:I|we)['’]", re.IGNORECASE)
_OPENING = re.compile(
    r"\W*(?:buy|sell|short|long|own|add|cover|trim|hold|keep|avoid|stay|take|close|exit|hedge|watch|reduce|roll|"
    r"bto|sto|stc|btc)\b",
    re.IGNORECASE,
)
_SUPPOSED = re.compile(r"\b(?:if|would|could|might|suppose|imagine|say|example|were)\b", re.IGNORECASE)
_PAST = re.compile(r"\b(?:was|were|had|did|bought|sold|closed|took|made|last|ago|yesterday)\b", re.IGNORECASE)
_OTHERS = re.compile(
    r"\b(?:funds?|investors?|traders?|analysts?|they|their|he|she|his|her|people|dealers?|management|desks?)\b",
    re.IGNORECASE,
)
_NEGATED = re.compile(r"\b(?:not|no|never|without|nor|don['’]t|won['’]t)\b", re.IGNORECASE)
_QUOTE = re.compile(r"[\"“”]")
_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Weights:
    """A fitted model: per trait its mean, scale and weight, and the intercept."""

    intercept: float
    traits: Mapping[str, tuple[float, float, float]]

    def chance(self, traits: Mapping[str, float]) -> float:
        """0..1. Traits that the model does not know are ignored; those that are missing count as their mean."""
        z = self.intercept
        for name, (mean, scale, weight) in self.traits.items():
            z += weight * (traits.get(name, mean) - mean) / scale
        return 1 / (1 + math.exp(-max(-30.0, min(30.0, z))))


def traits_of(extraction: Extraction) -> list[dict[str, float]]:
    """The traits of each recommendation, in order; each a number, most of them 0 or 1."""
    text = extraction.article.text
    named = sorted((m.start, i.symbol) for i in extraction.instruments for m in i.mentions)
    per_text: dict[tuple[int, int], int] = {}
    for rec in extraction.recommendations:
        per_text[rec.start, rec.end] = per_text.get((rec.start, rec.end), 0) + 1
    length = max(1, len(_WORD.findall(text)))
    crowd = len(extraction.recommendations) / length * 100
    return [
        _traits(text, rec, named, per_text[rec.start, rec.end], crowd, length) for rec in extraction.recommendations
    ]


def _traits(
    text: str,
    rec: Recommendation,
    named: Sequence[tuple[int, str]],
    shared: int,
    crowd: float,
    length: int,
) -> dict[str, float]:
    words = rec.text
    count = len(_WORD.findall(words))
    legs = [leg for alternative in rec.alternatives for leg in alternative.legs]
    symbols = {leg.symbol for leg in legs}
    inside = {symbol for _, symbol in named[bisect_left(named, (rec.start,)) : bisect_left(named, (rec.end,))]}
    line = text.rfind("\n", 0, rec.start) + 1
    alone = not text[line : rec.start].strip(" \t-*•▪◦–—·>0123456789.)(") and text[rec.end : rec.end + 1] in {"", "\n"}
    numbers = len(_NUMBER.findall(words))
    told = sum(1 for leg in legs if leg.strike is not None) + sum(1 for a in rec.alternatives if a.price is not None)
    told += sum(1 for c in rec.conditions for p in predicates(c.test) if p.value is not None)
    told += (rec.size is not None) + (rec.payoff_ratio is not None)
    told += 0 if rec.horizon is None else len(_NUMBER.findall(rec.horizon.text))
    told += sum(len(_NUMBER.findall(leg.expiry.text)) for leg in legs if leg.expiry is not None)
    options = [leg for leg in legs if leg.kind == "option"]
    unclear = sum(1 for c in rec.conditions if c.test is None)
    found: dict[str, float] = {
        "alone": alone,
        "opens": bool(_OPENING.match(words)),
        "first_person": bool(_FIRST.search(words)),
        "supposed": bool(_SUPPOSED.search(words)),
        "past": bool(_PAST.search(words)),
        "others": bool(_OTHERS.search(words)),
        "negated": bool(_NEGATED.search(words)),
        "quoted": bool(_QUOTE.search(words)),
        "question": "?" in words,
        "attributed": rec.attributed_to is not None,
        "refers": bool(rec.refers_to),
        "words": math.log(1 + count),
        "clauses": min(6, words.count(",") + words.count(";") + words.count(":")),
        "legless": not legs and rec.action != "watch",
        "legs": min(6, len(legs)),
        "named_elsewhere": bool(symbols) and not symbols & inside,
        "unused_names": min(4, len(inside - symbols)),
        "unused_numbers": min(6, max(0, numbers - told)),
        "levels": min(5, sum(1 for c in rec.conditions for p in predicates(c.test) if p.value is not None)),
        "unclear": min(3, unclear),
        "choice": len(rec.alternatives) > 1,
        "options": bool(options),
        "bare_options": any(leg.strike is None and leg.expiry is None for leg in options),
        "custom": any(a.structure in {"custom", "basket"} for a in rec.alternatives),
        "horizon": rec.horizon is not None,
        "shared": min(4, shared) - 1,
        "crowd": min(4.0, crowd),
        "length": math.log(length),
    }
    for action in ("close", "reduce", "hedge", "hold", "avoid", "watch"):
        found[f"action_{action}"] = rec.action == action
    return {name: float(value) for name, value in found.items()}


@cache
def weights() -> Weights | None:
    """The fitted model that ships with the package; None where the installation lacks it.

    Raises:
        ExtractError: its file is not the one that was fitted.
    """
    folder = model_folder("confidence")
    return None if folder is None else read_weights(verified(folder, "weights.json"))


def read_weights(data: bytes) -> Weights:
    """Weights from the JSON of a model's folder."""
    said: dict[str, Any] = json.loads(data)
    return Weights(
        float(said["intercept"]),
        {name: (float(t["mean"]), float(t["scale"]), float(t["weight"])) for name, t in said["traits"].items()},
    )


def with_confidence(extraction: Extraction) -> Extraction:
    """The extraction with a `confidence` for each recommendation; unchanged where no model is installed."""
    model = weights()
    if model is None or not extraction.recommendations:
        return extraction
    recs = tuple(
        rec.model_copy(update={"confidence": round(model.chance(traits), 3)})
        for rec, traits in zip(extraction.recommendations, traits_of(extraction), strict=True)
    )
    return extraction.model_copy(update={"recommendations": recs})
