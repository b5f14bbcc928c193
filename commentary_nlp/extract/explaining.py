"""`explain`: an extraction with the words and the rule behind each field, and why other sentences made no call."""

from __future__ import annotations

from collections.abc import Sequence

from commentary_nlp.extract.annotations import Annotations, within
from commentary_nlp.extract.statements.tokens import find_verbs, tokenize, words
from commentary_nlp.extract.tracing import Remark, recording
from commentary_nlp.records import (
    AllOf,
    Alternative,
    AnyOf,
    Article,
    Condition,
    Explained,
    Explanation,
    Expression,
    Not,
    Recommendation,
    Refusal,
    Source,
)

# What a refusal's name means, for whom it is one word.
_REASONS = {
    "question": "it asks",
    "hypothetical": "it supposes",
    "reported": "it reports nobody in particular",
    "over": "it speaks of what is over",
}
_UNSAID = "no words of action that any rule knows"


def explain(article: Article) -> Explanation:
    """The extraction of an article, with what each field rests on and which sentences were refused, and why.

    The extraction is the very one that `extract` gives. No text raises.
    """
    from commentary_nlp.extract.components import pipeline
    from commentary_nlp.extract.extractor import prepared

    nlp = pipeline()
    with recording() as trace:
        doc = nlp(prepared(nlp, article))
    extraction = doc._.extraction
    found, refused = _grouped(trace.remarks)
    shared = next((r for r in trace.remarks if r.kind == "shared"), None)
    explained = tuple(
        Explained(
            place=place,
            text=rec.text,
            confidence=rec.confidence,
            sources=tuple(_sources(article.text, rec, remarks, shared)),
        )
        for place, (rec, remarks) in enumerate(zip(extraction.recommendations, found, strict=True))
    )
    return Explanation(
        extraction=extraction,
        recommendations=explained,
        refusals=tuple(_refusals(article.text, doc._.annotations, extraction.recommendations, refused)),
    )


def _grouped(remarks: Sequence[Remark]) -> tuple[list[list[Remark]], list[Remark]]:
    """The remarks that led to each recommendation, in their order, and all refusals."""
    found: list[list[Remark]] = []
    current: list[Remark] = []
    for remark in remarks:
        if remark.kind == "recommendation":
            found.append(current)
            # two trades of one statement share its cue
            current = [r for r in current if r.kind == "cue"]
        elif remark.kind != "refused":
            current.append(remark)
    return found, [r for r in remarks if r.kind == "refused"]


def _sources(text: str, rec: Recommendation, remarks: Sequence[Remark], shared: Remark | None) -> list[Source]:
    last = {r.kind: r for r in remarks}
    action = last["action"]
    cue = next((r for r in remarks if r.kind == "cue" and r.start == action.start), None)
    verbless = action.start == action.end
    out = [
        Source(
            field="action",
            value=rec.action,
            text=None if verbless else text[action.start : action.end],
            start=None if verbless else action.start,
            end=None if verbless else action.end,
            component=cue.component if cue else "statements.verbless" if verbless else "statements",
            rule=cue.rule if cue else "a trade without a verb" if verbless else "a rating, a cell or a label",
        )
    ]
    legs = last.get("legs")
    if legs is not None and rec.alternatives:
        value = " or ".join(_trade(a) for a in rec.alternatives)
        out.append(_source(text, "alternatives", value, legs.start, legs.end, legs.component, legs.rule))
    if rec.size is not None:
        out.append(_plain("size", f"{rec.size.value:g} {rec.size.unit}", "size", "a quantity said of this action"))
    if rec.horizon is not None:
        remark = shared if shared is not None and shared.start == rec.horizon.start else last.get("horizon")
        rule = remark.rule if remark else "a period in its own words"
        value = _period(rec)
        out.append(_source(text, "horizon", value, rec.horizon.start, rec.horizon.end, "horizons", rule))
    out += [_of_condition(text, condition, remarks) for condition in rec.conditions]
    if rec.payoff_ratio is not None:
        out.append(_plain("payoff_ratio", f"{rec.payoff_ratio:g}", "conditions", "reward for one of risk"))
    if rec.rationale is not None:
        reason = rec.rationale
        out.append(_source(text, "rationale", "said", reason.start, reason.end, "conditions", "words of reason"))
    if rec.attributed_to is not None:
        out.append(_plain("attributed_to", rec.attributed_to, "attribution", "the named caller of the words of action"))
    if rec.refers_to:
        value = ", ".join(str(place) for place in rec.refers_to)
        out.append(_plain("refers_to", value, "references", "earlier ideas that its words name"))
    return out


def _source(text: str, name: str, value: str, start: int, end: int, component: str, rule: str) -> Source:
    return Source(field=name, value=value, text=text[start:end], start=start, end=end, component=component, rule=rule)


def _plain(name: str, value: str, component: str, rule: str) -> Source:
    return Source(field=name, value=value, component=component, rule=rule)


def _of_condition(text: str, condition: Condition, remarks: Sequence[Remark]) -> Source:
    made = [r for r in remarks if r.kind == "conditions" and r.start <= condition.start and condition.end <= r.end]
    rule = made[-1].rule if made else "a cell of a table"
    value = "not understood" if condition.test is None else _test(condition.test)
    return _source(text, condition.role, value, condition.start, condition.end, "conditions", rule)


def _test(test: Expression) -> str:
    if isinstance(test, AllOf):
        return "all of (" + "; ".join(_test(part) for part in test.all) + ")"
    if isinstance(test, AnyOf):
        return "any of (" + "; ".join(_test(part) for part in test.any) + ")"
    if isinstance(test, Not):
        return f"not ({_test(test.not_)})"
    level = None if test.value is None else f"{test.value:g}"
    subject = f"[{test.subject}]" if test.subject else None
    words = (test.measure, subject, test.change, level, test.unit, test.basis and f"on {test.basis}")
    window = f"within {test.window.text}" if test.window else None
    return " ".join(word for word in (*words, window) if word)


def _trade(alternative: Alternative) -> str:
    legs = []
    for leg in alternative.legs:
        strike = f" {leg.strike.value:g} {leg.strike.unit}" if leg.strike else ""
        expiry = f" {leg.expiry.text}" if leg.expiry else ""
        ratio = f" x{leg.ratio:g}" if leg.ratio != 1 else ""
        legs.append(f"{leg.side} {leg.symbol} {leg.right or leg.kind}{strike}{expiry}{ratio}")
    return f"{alternative.structure}: {', '.join(legs)}"


def _period(rec: Recommendation) -> str:
    horizon = rec.horizon
    assert horizon is not None
    if horizon.until:
        return f"until {horizon.until}"
    if horizon.min is None and horizon.max is None:
        return "no number said"
    ends = [f"{n:g}" for n in (horizon.min, horizon.max) if n is not None]
    return f"{'-'.join(dict.fromkeys(ends))} {horizon.unit or ''}".strip()


def _refusals(
    text: str, notes: Annotations, recommendations: Sequence[Recommendation], refused: Sequence[Remark]
) -> list[Refusal]:
    """One for each sentence outside every recommendation that holds words of action or a trade's own words."""
    taken = [(r.start, r.end) for r in recommendations] + [
        (c.start, c.end) for r in recommendations for c in r.conditions
    ]
    out: list[Refusal] = []
    for block in notes.blocks:
        if block.kind not in {"paragraph", "bullet", "row"}:
            continue
        for start, end in block.sentences or ((block.start, block.end),):
            if any(start < e and end > s for s, e in taken):
                continue
            own = [r for r in refused if start <= r.start < end] or [r for r in refused if r.start <= start < r.end]
            if own:
                first = own[0]
                inside = start <= first.start and first.end <= end and (first.start, first.end) != (start, end)
                shown = text[first.start : first.end] if inside else text[start:end]
                out.append(_refusal(text, start, end, shown, first.component, _REASONS.get(first.rule, first.rule)))
            elif within(notes.instruments, start, end) and (said := _looks_like(text, start, end)):
                out.append(_refusal(text, start, end, said, "statements", _UNSAID))
    return out


def _looks_like(text: str, start: int, end: int) -> str | None:
    """The words of action or of a structure that a sentence holds, or None."""
    tokens = tokenize(text, start, end)
    verbs = find_verbs(tokens)
    if verbs:
        return text[tokens[verbs[0].first].start : tokens[verbs[0].last].end]
    return next((t.text for t in tokens if t.low in words("structures")), None)


def _refusal(text: str, start: int, end: int, said: str, component: str, reason: str) -> Refusal:
    return Refusal(text=text[start:end], start=start, end=end, words=said, component=component, reason=reason)
