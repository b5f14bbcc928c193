"""Rules that cut across: levels under any and all, percents of the entry, touches, ties, periods, voids, words."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scenes import (
    FREE,
    Row,
    call,
    condition,
    event,
    flat,
    ideas,
    lasts,
    leg,
    make_bars,
    market,
    pnl,
    price,
    run,
    says,
)

from commentary_nlp.market.calendar import calendar
from commentary_nlp.records.contract import AllOf, AnyOf, Condition, Expression, Predicate
from commentary_nlp.records.outcome import Idea, Judgement, Outcome, Situation
from commentary_nlp.settings import MarketSettings, TrackSettings
from commentary_nlp.track.references import legs_meant
from commentary_nlp.track.schedule import Sessions, held_from
from commentary_nlp.track.wording import counted

D = [date(2024, 5, day) for day in (6, 7, 8, 9, 10, 13, 14)]
CALM: Row = (100, 101, 99, 100)


def one(rows: list[Row], *conditions: Condition, side: str = "long", horizon: int = 6) -> Idea:
    bars = make_bars("XYZ", [*rows, *flat(rows[-1][3], 10)])
    return run(call(leg(side), horizon=lasts(horizon), conditions=conditions), market(bars))[0]


def out_of(idea: Idea) -> Outcome:
    assert idea.outcome is not None
    return idea.outcome


def percent(change: str, value: float, unit: str = "percent") -> Predicate:
    return price(change, value).model_copy(update={"unit": unit})


class TestLevelsTogether:
    @pytest.mark.parametrize("kind", [AnyOf, AllOf])
    @pytest.mark.parametrize("role", ["stop", "target"])
    def test_of_one_level_is_that_level(self, kind: type[AnyOf] | type[AllOf], role: str) -> None:
        below = price("below", 95)
        alone: Expression = kind(any=(below,)) if kind is AnyOf else kind(all=(below,))
        rows = [CALM, (100, 100, 94, 99)]
        joined, bare = one(rows, condition(role, alone)), one(rows, condition(role, below))
        assert out_of(joined).exit_price == 95
        assert joined == bare.model_copy(update={"id": joined.id, "recommendation": joined.recommendation})

    def test_any_fills_at_the_first_level_reached(self) -> None:
        stop = condition("stop", AnyOf(any=(price("below", 90), price("below", 95), pnl("below", -8))))
        target = condition("target", AnyOf(any=(price("above", 110), pnl("above", 5))))
        assert out_of(one([CALM, (100, 100, 85, 99)], stop)).exit_price == 95
        assert out_of(one([CALM, (93, 94, 85, 90)], stop)).exit_price == 93
        assert out_of(one([CALM, (100, 115, 99, 99)], target)).exit_price == 105

    def test_all_fills_at_the_last_level_once_all_are_touched(self) -> None:
        stop = condition("stop", AllOf(all=(price("below", 95), pnl("below", -8))))
        idea = one([CALM, (100, 100, 93, 99), (99, 99, 91, 95)], stop)
        assert (idea.reason, out_of(idea).exit_date, out_of(idea).exit_price) == ("stop", D[2], 92)
        gapped = one([CALM, (94, 95, 91, 95)], stop)  # the open lies beyond the one, the low beyond both
        assert out_of(gapped).exit_price == 92

    def test_all_as_a_zone_fills_where_it_is_entered(self) -> None:
        zone = condition("target", AllOf(all=(price("above", 105), price("below", 110))))
        assert out_of(one([CALM, (100, 106, 99, 100)], zone)).exit_price == 105
        assert out_of(one([CALM, (112, 113, 108, 109)], zone)).exit_price == 110
        assert one([CALM, (112, 113, 111, 112)], zone).reason == "horizon"

    def test_nested_and_on_a_short(self) -> None:
        inner = AllOf(all=(price("above", 105), pnl("below", -6)))
        stop = condition("stop", AnyOf(any=(inner, price("above", 120))))
        assert out_of(one([CALM, (100, 107, 99, 100)], stop, side="short")).exit_price == 106

    def test_with_a_basis_of_the_close_it_waits_for_the_next_open(self) -> None:
        mixed = AnyOf(any=(price("below", 95, basis="close"), price("below", 90)))
        by_close = one([CALM, (100, 100, 92, 94), (96, 97, 96, 96)], condition("stop", mixed))
        within = one([CALM, (100, 100, 89, 94)], condition("stop", mixed))
        both = AllOf(all=(price("below", 95), price("below", 97, basis="close")))
        last = one([CALM, (100, 100, 94, 98), (98, 98, 94, 96), (93, 93, 93, 93)], condition("stop", both))
        assert (out_of(by_close).exit_date, out_of(by_close).exit_price) == (D[2], 96)
        assert (out_of(within).exit_date, out_of(within).exit_price) == (D[1], 90)
        assert (out_of(last).exit_date, out_of(last).exit_price) == (D[3], 93)

    def test_evidence_is_of_each_level(self) -> None:
        stop = condition("stop", AnyOf(any=(price("below", 90), price("below", 95))))
        fired = next(verdict for verdict in one([CALM, (100, 100, 93, 99)], stop).verdicts if verdict.value)
        assert [(one.threshold, one.value, one.series) for one in fired.evidence] == [
            (90, False, "XYZ low"),
            (95, True, "XYZ low"),
        ]

    @settings(max_examples=60, deadline=None)
    @given(st.floats(90, 99), st.floats(90, 99), st.floats(80, 99))
    def test_any_is_the_earlier_and_all_the_later_of_two_stops(self, one_: float, two: float, low: float) -> None:
        row: Row = (100, 100, low, max(low, 99))
        parts = price("below", one_), price("below", two)
        either = one([CALM, row], condition("stop", AnyOf(any=parts)))
        each = one([CALM, row], condition("stop", parts[0]), condition("stop", parts[1]))
        both = one([CALM, row], condition("stop", AllOf(all=parts)))
        lower = one([CALM, row], condition("stop", price("below", min(one_, two))))
        assert (either.reason, out_of(either).exit_price) == (each.reason, out_of(each).exit_price)
        assert (both.reason, out_of(both).exit_price) == (lower.reason, out_of(lower).exit_price)


class TestPercentOfTheEntry:
    @pytest.mark.parametrize("unit", ["percent", "bp"])
    def test_above_ten_percent_is_a_level_like_a_rise_of_ten(self, unit: str) -> None:
        amount = 10 if unit == "percent" else 1000
        rows = [CALM, (100, 110, 99, 101)]  # touched exactly: 100 * 1.1 is 110.00000000000001
        for test in (percent("above", amount, unit), percent("rises", amount, unit)):
            idea = one(rows, condition("target", test))
            assert (idea.reason, out_of(idea).exit_date, out_of(idea).exit_price) == ("target", D[1], 110)

    def test_a_stop_below_minus_eight(self) -> None:
        assert out_of(one([CALM, (100, 100, 91, 99)], condition("stop", percent("below", -8)))).exit_price == 92


class TestTouched:
    TARGET = condition("target", price("above", 105))

    @pytest.mark.parametrize(
        ("rows", "conditions", "touched"),
        [
            ([CALM, (100, 106, 94, 96)], (TARGET, condition("stop", price("below", 95))), True),
            ([(100, 106, 94, 96)], (TARGET, condition("stop", price("below", 95))), True),
            ([CALM, (94, 106, 93, 96)], (TARGET, condition("stop", price("below", 95))), False),  # gone at the open
            ([CALM, (100, 106, 99, 101)], (condition("target", price("above", 105, basis="close")),), True),
            ([CALM, (100, 104, 99, 101)], (condition("target", price("above", 105, basis="close")),), False),
            ([CALM, (100, 106, 99, 101)], (condition("target", pnl("above", 5, basis="close")),), True),
            (
                [CALM, (100, 101, 93, 94), (106, 106, 100, 100)],
                (TARGET, condition("stop", price("below", 95, basis="close"))), True,
            ),
            (
                [CALM, (100, 101, 93, 94), (96, 106, 95, 100)],
                (TARGET, condition("stop", price("below", 95, basis="close"))), False,
            ),
        ],
    )  # fmt: skip
    def test_whenever_a_session_while_it_was_held_reached_it(
        self, rows: list[Row], conditions: tuple[Condition, ...], touched: bool
    ) -> None:
        out = out_of(one(rows, *conditions))
        assert out.target_touched is touched
        assert out.mfe is not None
        assert (out.mfe >= 0.05) is touched

    def test_a_target_reached_beside_a_stop_has_its_verdict(self) -> None:
        idea = one([CALM, (100, 106, 94, 96)], self.TARGET, condition("stop", price("below", 95)))
        assert [(v.role, v.date) for v in idea.verdicts if v.value] == [("target", D[1]), ("stop", D[1])]

    def test_of_a_short_the_low(self) -> None:
        both = condition("target", price("below", 95)), condition("stop", price("above", 105))
        assert out_of(one([CALM, (100, 106, 94, 100)], *both, side="short")).target_touched is True


class TestTies:
    @pytest.mark.parametrize("test", [price("below", 95), pnl("below", -5), percent("falls", 5)])
    def test_a_touch_counts_at_equality_and_a_close_does_not(self, test: Predicate) -> None:
        rows = [CALM, (100, 100, 95, 95), (96, 97, 96, 96)]
        touched = one(rows, condition("stop", test))
        closed = one(rows, condition("stop", test.model_copy(update={"basis": "close"})))
        beyond = one([CALM, (100, 100, 94, 94.9)], condition("stop", test.model_copy(update={"basis": "close"})))
        assert (touched.reason, out_of(touched).exit_price) == ("stop", 95)
        assert closed.reason == "horizon"
        assert beyond.reason == "stop"

    def test_a_gain_that_arithmetic_lifts_over_its_level_is_at_it(self) -> None:
        assert 105 / 100 - 1 > 0.05
        target = condition("target", pnl("above", 5, basis="close"))
        assert one([CALM, (100, 105, 99, 105), (104, 104, 103, 103)], target).reason == "horizon"


class TestPeriods:
    @pytest.mark.parametrize("test", [price("below", 95), pnl("below", -5)])
    @pytest.mark.parametrize("role", ["stop", "target"])
    def test_it_must_have_stood_there_throughout(self, test: Predicate, role: str) -> None:
        held = condition(role, test.model_copy(update={"window": lasts(2, min_=2)}))
        rows = [CALM, (100, 100, 93, 94), (94, 99, 93, 98), (98, 98, 90, 94), (94, 94, 90, 93), (92, 92, 92, 92)]
        idea = one(rows, held)
        out = out_of(idea)
        assert (idea.reason, out.exit_date, out.exit_price) == (role, D[5], 92)
        assert [(v.date, v.value) for v in idea.verdicts] == [(D[0], False), (D[4], True)]

    def test_a_least_alone_is_such_a_period_and_it_begins_with_the_entry(self) -> None:
        held = condition("stop", price("below", 105, window=lasts(None, min_=3)))
        out = out_of(one([CALM] * 6, held))
        assert (out.exit_date, out.sessions_held) == (D[3], 4)

    def test_a_week_back(self) -> None:
        us = Sessions([calendar()])
        assert held_from(lasts(1, "week", min_=1), date(2024, 5, 13), us) == D[1]
        assert held_from(lasts(3, min_=3), D[4], us) == D[2]

    def test_a_stop_s_window_counts_from_the_entry_like_an_exit_s(self) -> None:
        stop = condition("stop", price("below", 95, window=lasts(2)))
        rising = [CALM, CALM, CALM, CALM, (100, 100, 94, 99), (99, 99, 99, 99)]
        assert one(rising, stop).reason == "horizon"
        bars = make_bars("XYZ", [*rising, *flat(99, 10)])
        rec = call(leg(), horizon=lasts(6), conditions=[stop, condition("trigger", event("it"))])
        idea = run(rec, market(bars), judge=says({"it": lambda day: day == D[2]}))[0]
        assert (idea.reason, out_of(idea).exit_date) == ("stop", D[4])


class TestReferences:
    def test_what_has_no_legs_is_judged_on_those_it_refers_to(self) -> None:
        seen: list[tuple[str, ...]] = []

        def judge(test: Expression | None, day: date, situation: Situation) -> Judgement:
            seen.append(tuple(leg.symbol for leg in situation.legs))
            return Judgement(value=False)

        trigger = condition("trigger", price("above", 105))
        for action in ("reduce", "hold", "close"):
            seen.clear()
            later = call(action=action, conditions=[trigger], refers_to=[0])
            run([call(leg(), horizon=lasts(2)), later], market(make_bars("XYZ", flat(100, 60))), judge=judge)
            assert set(seen) == {("XYZ",)}, action

    def test_through_references_each_once_and_without_end_in_a_ring(self) -> None:
        some = ideas(
            call(leg(), leg("short", "ABC"), structure="pair"), call(leg()), call(action="hold", refers_to=[0, 1, 3]),
            call(action="reduce", refers_to=[2]),
        )  # fmt: skip
        assert [leg.symbol for leg in legs_meant(some[3], some)] == ["XYZ", "ABC"]
        assert legs_meant(some[1], some) == (leg(),)


class TestVoid:
    VOID = condition("invalidation", event("gone"))
    TRIGGER = condition("trigger", event("it"))

    @pytest.mark.parametrize(("void", "status"), [(1, "never_triggered"), (2, "never_triggered"), (3, "closed")])
    def test_an_invalidation_before_the_entry_voids_the_idea(self, void: int, status: str) -> None:
        judge = says({"it": lambda day: day == D[2], "gone": lambda day: day == D[void]})
        rec = call(leg(), horizon=lasts(5), conditions=[self.TRIGGER, self.VOID])
        idea = run(rec, market(make_bars("XYZ", flat(100, 60))), judge=judge)[0]
        assert idea.status == status
        if status == "never_triggered":
            assert idea.outcome is None
            assert f'"the invalidation" was true on {D[void]}' in (idea.reason or "")
            assert any(v.role == "invalidation" and v.value and v.date == D[void] for v in idea.verdicts)
        else:
            assert idea.reason == "invalidation"

    def test_it_is_void_at_once_and_stays_so(self) -> None:
        judge = says({"it": lambda _: False, "gone": lambda day: day == D[1]})
        rec = call(leg(), conditions=[self.TRIGGER, self.VOID])
        bars = make_bars("XYZ", flat(100, 60))
        early, late = (run(rec, market(bars, as_of=day), judge=judge)[0] for day in (D[1], date(2024, 7, 1)))
        assert early.status == "never_triggered"
        assert early == late

    def test_days_on_which_it_could_not_enter_are_judged_too(self) -> None:
        judge = says({"gone": lambda day: day == D[1]})
        rec = call(leg(), horizon=lasts(3), conditions=[self.VOID])
        idea = run(rec, market(make_bars("XYZ", flat(100, 60), skip=[D[0], D[1]])), judge=judge)[0]
        assert idea.status == "never_triggered"
        roll = [
            call(leg(), horizon=lasts(9)),
            call(action="close", refers_to=[0], conditions=[self.TRIGGER]),
            call(leg(), horizon=lasts(2), refers_to=[1], conditions=[self.VOID]),
        ]
        both = says({"gone": lambda day: day == D[1], "it": lambda day: day == D[3]})
        for as_of in (D[2], date(2024, 6, 28)):
            assert run(roll, market(make_bars("XYZ", flat(100, 60)), as_of=as_of), judge=both)[2].status == (
                "never_triggered"
            )

    def test_unknown_voids_nothing_and_is_said(self) -> None:
        rec = call(leg(), horizon=lasts(2), conditions=[self.TRIGGER, self.VOID])
        idea = run(rec, market(make_bars("XYZ", flat(100, 60))), judge=says({"it": lambda day: day == D[0]}))[0]
        assert idea.status == "closed"
        assert any("on 1 of 1 day before the entry" in note for note in out_of(idea).assumptions)


class TestWords:
    def test_a_price_trigger_without_a_basis_and_several_triggers_are_remarked(self) -> None:
        held = says({"it": lambda _: True, "level": lambda _: True})
        bare, close = (price("above", 90, subject="level", basis=basis) for basis in (None, "close"))
        for test, said in ((bare, True), (close, False)):
            both = [condition("trigger", test), condition("trigger", event("it"))]
            rec = call(leg(), horizon=lasts(2), conditions=both)
            notes = out_of(run(rec, market(make_bars("XYZ", flat(100, 9))), judge=held)[0]).assumptions
            assert any("names no basis" in note for note in notes) is said
            assert any("2 triggers had to hold on the same day" in note for note in notes)

    @pytest.mark.parametrize("window", [lasts(None, None, until="the winter"), lasts(1, min_=1)])
    def test_a_window_that_bounds_nothing_is_not_called_unsaid(self, window: object) -> None:
        rec = call(leg(), horizon=lasts(2), conditions=[condition("trigger", event("it", window=window))])
        idea = run(rec, market(make_bars("XYZ", flat(100, 9))), judge=says({"it": lambda _: True}))[0]
        assert not any("no window is said" in note for note in out_of(idea).assumptions)
        assert any('the window "words" names no last day' in note for note in out_of(idea).assumptions)

    def test_a_missing_benchmark_names_the_day_or_the_remedy(self) -> None:
        own = make_bars("XYZ", flat(100, 9))
        rec = call(leg(), horizon=lasts(3))
        none = out_of(run(rec, market(own))[0])
        gap = out_of(run(rec, market(own, make_bars("SPY", flat(500, 9), skip=[D[2]])))[0])
        later = out_of(run(rec, market(own, make_bars("SPY", flat(500, 9), first=date(2024, 6, 3))))[0])
        for out in (none, later):
            assert any("no prices of the benchmark SPY" in note and "fetch SPY" in note for note in out.assumptions)
        said = next(note for note in gap.assumptions if "benchmark SPY" in note)
        assert str(D[2]) in said
        assert str(D[0]) not in said

    def test_figures_carry_no_digits_of_arithmetic(self) -> None:
        out = out_of(one([CALM, (100, 112, 99, 101)], condition("target", pnl("above", 10))))
        assert (out.exit_price, out.gross_return, out.mfe) == (110.0, 0.1, 0.1)
        thirds = out_of(run(call(leg(), horizon=lasts(2)), market(make_bars("XYZ", [(3, 3, 3, 3), (4, 4, 4, 4)])))[0])
        assert thirds.gross_return == 0.3333333333
        tiny = make_bars("XYZ", flat(0.00001234567, 2))
        assert out_of(run(call(leg(), horizon=lasts(1)), market(tiny))[0]).entry_price == 0.0000123457

    def test_one_session_is_one(self) -> None:
        assert [counted(n, "session") for n in (0, 1, 2)] == ["0 sessions", "1 session", "2 sessions"]
        bars = make_bars("XYZ", flat(100, 9), skip=[D[1]])
        assert "1 session without a bar carried to the next" in (
            out_of(run(call(leg(), horizon=lasts(4)), market(bars))[0]).assumptions
        )

    @pytest.mark.parametrize("by", ["close", "open"])
    def test_a_jump_like_a_split_is_remarked_while_it_is_held(self, by: str) -> None:
        rows = [CALM, (50, 50.5, 49.5, 50), (50, 50, 50, 50)]
        stop = [condition("stop", price("below", 95))] if by == "open" else []
        notes = out_of(one(rows, *stop)).assumptions
        assert any("from 100.0 to 50.0 by 2024-05-07" in note for note in notes)
        assert not any("may be a split" in note for note in out_of(one([CALM, CALM], horizon=2)).assumptions)
        gone = one([CALM, (94, 95, 39, 40)], condition("stop", price("below", 95)))  # it left at that open
        assert not any("may be a split" in note for note in out_of(gone).assumptions)
        before = out_of(one([CALM, *rows], horizon=1)).assumptions
        assert not any("may be a split" in note for note in before)

    def test_the_jump_is_the_import_s(self) -> None:
        assert TrackSettings().suspect_jump == MarketSettings().suspect_jump
        idea = run(
            call(leg(), horizon=lasts(2)), market(make_bars("XYZ", [CALM, (130, 131, 129, 130)])),
            settings=FREE.model_copy(update={"suspect_jump": 1.2}),
        )[0]  # fmt: skip
        assert any("may be a split" in note for note in out_of(idea).assumptions)

    @pytest.mark.parametrize(
        ("stop", "said"),
        [
            (price("below", 105), "was already reached at the entry's open"),
            (pnl("below", 5), "was already reached at the entry's open"),
            (price("below", 105, basis="close"), "was already reached at the entry's open"),
            (price("above", 105), "lies where the position gains"),
            (price("below", 95), None),
        ],
    )
    def test_a_stop_on_the_wrong_side_at_entry_is_remarked(self, stop: Predicate, said: str | None) -> None:
        notes = [note for note in out_of(one([CALM], condition("stop", stop))).assumptions if "its stop" in note]
        assert notes == ([f'its stop "the stop" {said}'] if said else [])

    def test_evidence_of_a_loss_watched_all_day_names_the_worst(self) -> None:
        for basis, series in ((None, "worst"), ("close", "close")):
            idea = one([CALM], condition("stop", pnl("below", -5, basis=basis)))
            assert idea.verdicts[0].evidence[0].series == f"return of the position on its base, {series}"
