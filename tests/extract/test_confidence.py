"""How sure a recommendation is: fitted, calibrated on what was not fitted, verified when loaded, never an error."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import numpy as np
import pytest

from commentary_nlp.errors import ExtractError
from commentary_nlp.extract import build_pipeline, extract, load_extractor
from commentary_nlp.extract.confidence import read_weights, traits_of, weights
from commentary_nlp.extract.fitting import Sample, calibration, cross_validated, fit
from commentary_nlp.extract.trained import model_folder, verified
from commentary_nlp.pipeline.training import read_first_sight
from commentary_nlp.records import Article, Extraction, article_id
from commentary_nlp.settings import ConfidenceSettings

ROOT = Path(__file__).parent.parent.parent
SETTINGS = ConfidenceSettings()


def read(text: str) -> Extraction:
    return extract([Article(id=article_id(text), text=text, published_at="2024-05-03")])[0]


def test_a_plain_order_is_surer_than_a_muddle() -> None:
    plain = read("- Buy XLE on a dip to 84, stop 81, target 92.").recommendations[0]
    muddle = read(
        "We had been told, if that is the word, that they would have sold GE, BA and CAT at 120, 130 or 140 last "
        "year; we might own some calls, say 3 of 7, when 45 and 50 were spoken of."
    ).recommendations
    assert plain.confidence is not None
    assert 0.85 < plain.confidence <= 1
    assert all(r.confidence is not None and r.confidence < plain.confidence - 0.1 for r in muddle)


def test_traits_speak_of_no_ticker() -> None:
    one, other = read("Buy XLE at 84, stop 81."), read("Buy IWM at 84, stop 81.")
    assert traits_of(one) == traits_of(other)


def test_the_traits_are_those_the_model_was_fitted_on() -> None:
    model = weights()
    assert model is not None
    assert set(model.traits) <= set(traits_of(read("Buy XLE at 84."))[0])


def test_calibrated_on_what_was_left_out_of_the_fit() -> None:
    held = cross_validated(read_first_sight(ROOT / "corpus" / "first_sight.jsonl"), SETTINGS)
    assert held.samples >= 200
    assert held.error <= 0.08
    assert held.auc >= 0.7


def test_the_shipped_weights_are_those_that_the_data_give() -> None:
    folder = model_folder("confidence")
    assert folder is not None
    said = json.loads(verified(folder, "weights.json"))
    again = json.loads(fit(read_first_sight(ROOT / "corpus" / "first_sight.jsonl"), SETTINGS))
    assert said["traits"].keys() == again["traits"].keys()
    for name, trait in said["traits"].items():
        assert trait["weight"] == pytest.approx(again["traits"][name]["weight"], abs=1e-3)


def test_an_altered_file_says_so(tmp_path: Path) -> None:
    folder = model_folder("confidence")
    assert folder is not None
    copy = tmp_path / "confidence"
    shutil.copytree(folder, copy)
    (copy / "weights.json").write_bytes((copy / "weights.json").read_bytes().replace(b"0", b"1", 1))
    with pytest.raises(ExtractError, match="not the file that was made"):
        verified(copy, "weights.json")
    (copy / "weights.json").unlink()
    with pytest.raises(ExtractError, match="cannot be read"):
        verified(copy, "weights.json")


def test_the_fit_finds_what_matters() -> None:
    rng = np.random.default_rng(3)
    drawn = [(float(a), float(b)) for a, b in rng.normal(size=(1500, 2))]
    samples = [
        Sample(f"n{k}", {"matters": a, "noise": b}, bool(rng.random() < 1 / (1 + np.exp(-1.5 * a - 0.5))), k % 3 == 0)
        for k, (a, b) in enumerate(drawn)
    ]
    model = read_weights(fit(samples, SETTINGS))
    slopes = {name: weight / scale for name, (_, scale, weight) in model.traits.items()}
    assert slopes["matters"] == pytest.approx(1.5, abs=0.25)
    assert abs(slopes["noise"]) < 0.2
    assert cross_validated(samples, SETTINGS).error < 0.06


def test_calibration_by_hand() -> None:
    held = calibration([0.2, 0.2, 0.8, 0.8], [False, False, True, False], 2)
    assert held.bins == ((pytest.approx(0.2), 0.0, 2), (pytest.approx(0.8), 0.5, 2))
    assert held.error == pytest.approx((2 * 0.2 + 2 * 0.3) / 4)
    assert held.brier == pytest.approx((0.04 + 0.04 + 0.04 + 0.64) / 4)
    assert held.auc == pytest.approx((1 + 1 + 0.5) / 3)
    with pytest.raises(ValueError, match="No recommendation"):
        calibration([], [], 10)


def test_one_kind_cannot_be_fitted() -> None:
    with pytest.raises(ValueError, match="Both right and wrong"):
        fit([Sample("a", {"x": 1.0}, True), Sample("b", {"x": 2.0}, True)], SETTINGS)


def test_rules_alone_read_the_same_without_it() -> None:
    article = Article(id=article_id("Buy XLE at 84, stop 81."), text="Buy XLE at 84, stop 81.")
    rules = load_extractor("rules")([article])[0]
    whole = extract([article])[0]
    assert [r.confidence for r in rules.recommendations] == [None]
    assert [r.model_copy(update={"confidence": None}) for r in whole.recommendations] == list(rules.recommendations)


def test_what_may_be_left_out_of_the_pipeline() -> None:
    assert "commentary_sentiment" not in build_pipeline(exclude=["commentary_sentiment"]).pipe_names
    with pytest.raises(ValueError, match="commentary_blocks cannot be left out"):
        build_pipeline(exclude=["commentary_blocks"])
