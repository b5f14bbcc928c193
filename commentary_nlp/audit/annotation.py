"""Extractions against the annotations of careful readers: micro-averaged F1 by field.

A predicted recommendation is paired with the annotated one whose words, legs and action are most alike, each
used once. Every figure is ``2 * right / (annotated + predicted)`` over all articles; what the annotation
misses, or adds, counts as wrong. "exact" asks that action, structures, legs with strikes and expiries,
horizon and conditions with their levels all be right: what a user feels.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from commentary_nlp.errors import AuditError

FIELDS = (
    "recommendations", "action", "structure", "legs", "strike_expiry", "horizon", "conditions", "levels",
    "payoff_ratio", "size", "attributed_to", "refers_to", "instruments", "exact",
)  # fmt: skip
Json = Mapping[str, Any]
Keys = Counter[Any]


@dataclass
class Agreement:
    """Counts by field as [right, annotated, predicted]; `errors` says what went wrong, in words, by article."""

    counts: dict[str, list[int]] = field(default_factory=lambda: {name: [0, 0, 0] for name in FIELDS})
    articles: int = 0
    labels_right: int = 0
    ungrounded: int = 0
    errors: dict[str, list[str]] = field(default_factory=dict)

    def f1(self, name: str) -> float | None:
        """F1 of a field, 0..1; None where neither side has any."""
        right, annotated, predicted = self.counts[name]
        return 2 * right / (annotated + predicted) if annotated + predicted else None

    @property
    def label_accuracy(self) -> float | None:
        """Share of articles whose sentiment label is the annotated one."""
        return self.labels_right / self.articles if self.articles else None

    def to_dict(self) -> dict[str, float | int | None]:
        """Figures by name, rounded to four places."""
        figures: dict[str, float | int | None] = {
            name: round(value, 4) if (value := self.f1(name)) is not None else None for name in FIELDS
        }
        accuracy = self.label_accuracy
        figures["sentiment_label"] = round(accuracy, 4) if accuracy is not None else None
        figures["ungrounded_spans"] = self.ungrounded
        return figures


def agreement_of_files(folder: Path, extractions: Mapping[str, Json]) -> Agreement:
    """The agreement of extractions with the ``NAME.gold.json`` files of a folder; `extractions` by NAME.

    Raises:
        AuditError: the folder holds no annotation, or one that is no JSON.
    """
    golds = sorted(folder.glob("*.gold.json"))
    if not golds:
        raise AuditError(f"{folder} holds no *.gold.json file.", "Give a folder of NAME.txt with NAME.gold.json.")
    pairs = []
    for path in golds:
        name = path.name.removesuffix(".gold.json")
        try:
            pairs.append((name, json.loads(path.read_text("utf-8")), extractions.get(name, {})))
        except (json.JSONDecodeError, UnicodeDecodeError) as error:
            raise AuditError(f"{path} is no JSON: {error}.", "Mend the annotation.") from None
    return agreement(pairs)


def agreement(pairs: Iterable[tuple[str, Json, Json]]) -> Agreement:
    """The agreement over (name, annotated, extracted) articles, all in the contract's JSON form."""
    total = Agreement()
    for name, gold, extracted in pairs:
        total.articles += 1
        total.labels_right += _label(gold) == _label(extracted)
        text = (extracted.get("article") or {}).get("text")
        recs = extracted.get("recommendations") or []
        total.ungrounded += sum(text is not None and r["text"] != text[r["start"] : r["end"]] for r in recs)
        errors = _compare(gold, extracted, total.counts)
        if errors:
            total.errors[name] = errors
    return total


def right_calls(gold: Json, extracted: Json) -> list[bool]:
    """For each extracted recommendation whether it is annotated, with the same action, structures and legs."""
    annotated, predicted = list(gold.get("recommendations") or []), list(extracted.get("recommendations") or [])
    right = [False] * len(predicted)
    for place, other in _pair_up(annotated, predicted).items():
        pair = annotated[place], predicted[other]
        right[other] = all(_KEYS[name](pair[0]) == _KEYS[name](pair[1]) for name in ("action", "structure", "legs"))
    return right


def _label(extraction: Json) -> str | None:
    return (extraction.get("sentiment") or {}).get("label")


def _compare(gold: Json, extracted: Json, counts: dict[str, list[int]]) -> list[str]:
    annotated, predicted = list(gold.get("recommendations") or []), list(extracted.get("recommendations") or [])
    partner = _pair_up(annotated, predicted)
    place_of = {p: a for a, p in partner.items()}
    errors: list[str] = []
    for number, rec in enumerate(annotated):
        other = predicted[partner[number]] if number in partner else None
        errors += _count_pair(rec, other, place_of, counts)
    for number, rec in enumerate(predicted):
        if number not in place_of:
            errors += _count_pair(None, rec, place_of, counts)
    if "instruments" not in gold:  # a passage, of which the calls alone are annotated
        return errors
    ours, theirs = _symbols(extracted), _symbols(gold)
    _add(counts, "instruments", Counter(theirs), Counter(ours))
    if ours != theirs:
        errors.append(f"instruments: missed {sorted(theirs - ours)}, extra {sorted(ours - theirs)}")
    return errors


def _count_pair(
    gold: Json | None, ours: Json | None, place_of: dict[int, int], counts: dict[str, list[int]]
) -> list[str]:
    both = gold is not None and ours is not None
    renumbered = (
        dict(ours, refers_to=[place_of.get(p, -1) for p in ours.get("refers_to") or []]) if ours is not None else None
    )
    wrong = []
    for name, keys in _KEYS.items():
        theirs, mine = keys(gold or {}), keys((renumbered if name == "refers_to" else ours) or {})
        _add(counts, name, theirs, mine)
    _add(
        counts,
        "recommendations",
        Counter(["x"] if gold is not None else []),
        Counter(["x"] if ours is not None else []),
    )
    for name in _EXACT:
        theirs, mine = _KEYS_EXACT[name](gold or {}), _KEYS_EXACT[name](ours or {})
        if both and theirs != mine:
            wrong.append(f"{name}: annotated {dict(theirs)}, extracted {dict(mine)}")
    _add_numbers(counts["exact"], int(both and not wrong), int(gold is not None), int(ours is not None))
    if ours is None and gold is not None:
        return [f"missed: {gold['text'][:110]}"]
    if gold is None and ours is not None:
        return [f"not annotated: {ours['text'][:110]}"]
    return [f"wrong in: {gold['text'][:90]}", *wrong] if wrong and gold is not None else []


def _add(counts: dict[str, list[int]], name: str, gold: Keys, ours: Keys) -> None:
    _add_numbers(counts[name], sum((gold & ours).values()), sum(gold.values()), sum(ours.values()))


def _add_numbers(count: list[int], right: int, annotated: int, predicted: int) -> None:
    count[0] += right
    count[1] += annotated
    count[2] += predicted


def _pair_up(annotated: list[Any], predicted: list[Any]) -> dict[int, int]:
    """Annotated place to predicted place, the most alike first."""
    likeness = [(_alike(a, p), i, j) for i, a in enumerate(annotated) for j, p in enumerate(predicted)]
    partner: dict[int, int] = {}
    for score, i, j in sorted(likeness, reverse=True):
        if score > 0 and i not in partner and j not in partner.values():
            partner[i] = j
    return partner


def _alike(gold: Json, ours: Json) -> float:
    """0 where less than half of the shorter text's words are shared; else up to 2.5."""
    a, b = _words(gold["text"]), _words(ours["text"])
    least = min(sum(a.values()), sum(b.values()))
    shared = sum((a & b).values()) / least if least else 0.0
    if shared < 0.5:
        return 0.0
    legs, other = _legs(gold, _leg), _legs(ours, _leg)
    size = sum(legs.values()) + sum(other.values())
    same_legs = 2 * sum((legs & other).values()) / size if size else 1.0
    return shared + same_legs + (gold.get("action") == ours.get("action")) / 2


def _words(text: str | None) -> Counter[str]:
    return Counter(re.findall(r"\w+", (text or "").lower()))


def _number(value: Any) -> float | None:
    return None if value is None else round(float(value), 4)


def _one(value: Any) -> Keys:
    return Counter([value]) if value is not None else Counter()


def _leg(leg: Json) -> tuple[Any, ...]:
    return leg.get("side"), (leg.get("symbol") or "").upper(), leg.get("kind"), leg.get("right")


def _terms(leg: Json) -> tuple[Any, ...]:
    strike = leg.get("strike")
    level = (_number(strike.get("value")), strike.get("unit")) if strike else None
    return (*_leg(leg), level, _expiry(leg.get("expiry")))


def _expiry(expiry: Json | None) -> tuple[Any, ...] | None:
    if not expiry:
        return None
    month = expiry.get("month") or (expiry.get("date") or "")[:7] or None
    return (
        _number(expiry.get("dte_min")),
        _number(expiry.get("dte_max")),
        expiry.get("date") or None,
        month and month[-2:],
    )


def _legs(rec: Json, key: Any) -> Keys:
    return Counter(key(leg) for alt in rec.get("alternatives") or [] for leg in alt.get("legs") or [])


def _strikes(rec: Json) -> Keys:
    return Counter({terms: n for terms, n in _legs(rec, _terms).items() if terms[4] or terms[5]})


def _structures(rec: Json) -> Keys:
    return Counter(alt.get("structure") for alt in rec.get("alternatives") or [])


def _horizon(rec: Json) -> Keys:
    """A horizon that gives no number and no end says nothing that could be right or wrong."""
    duration = rec.get("horizon")
    if not duration:
        return Counter()
    key = (_number(duration.get("min")), _number(duration.get("max")), duration.get("unit"))
    return _one(key if key != (None, None, None) else ("until" if duration.get("until") else None))


def _predicates(test: Any, negated: bool = False) -> Iterator[tuple[Json, bool]]:
    if not test:
        return
    if "not" in test:
        yield from _predicates(test["not"], not negated)
    elif "all" in test or "any" in test:
        for part in test.get("all") or test.get("any"):
            yield from _predicates(part, negated)
    else:
        yield test, negated


def _conditions(rec: Json) -> Keys:
    return Counter(
        (c["role"], p.get("measure"), p.get("change"), negated)
        for c in rec.get("conditions") or []
        for p, negated in _predicates(c.get("test"))
    )


def _levels(rec: Json) -> Keys:
    return Counter(
        (c["role"], p.get("measure"), p.get("change"), _number(p.get("value")), p.get("unit"))
        for c in rec.get("conditions") or []
        for p, _ in _predicates(c.get("test"))
        if p.get("value") is not None
    )


def _size(rec: Json) -> Keys:
    size = rec.get("size")
    return _one((_number(size.get("value")), size.get("unit")) if size else None)


def _symbols(extraction: Json) -> set[str]:
    return {(i if isinstance(i, str) else i["symbol"]).upper() for i in extraction.get("instruments") or []}


_KEYS: dict[str, Any] = {
    "action": lambda rec: _one(rec.get("action")),
    "structure": _structures,
    "legs": lambda rec: _legs(rec, _leg),
    "strike_expiry": _strikes,
    "horizon": _horizon,
    "conditions": _conditions,
    "levels": _levels,
    "payoff_ratio": lambda rec: _one(_number(rec.get("payoff_ratio"))),
    "size": _size,
    "attributed_to": lambda rec: _one((rec.get("attributed_to") or "").lower() or None),
    "refers_to": lambda rec: _one(tuple(sorted(rec.get("refers_to") or [])) or None),
}
_EXACT = ("action", "structure", "legs", "horizon", "conditions", "levels")
_KEYS_EXACT: dict[str, Any] = {**{name: _KEYS[name] for name in _EXACT}, "legs": lambda rec: _legs(rec, _terms)}
