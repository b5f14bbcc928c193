"""How fast sentiment is, beside an encoder of BERT-base's size under the same runtime, and torch. A benchmark, no test.

    pip install torch --index-url https://download.pytorch.org/whl/cpu
    pip install 'commentary-nlp[train,bench]'
    python tests/benchmarks/sentiment.py [FILE.jsonl ...] [--repeat 3]

Each contender runs in a process of its own over the same sentences, in batches of 32 sorted by length, on one and on
two threads, and says sentences a second (best of the repeats, after a first batch), start-up and peak memory. Weights
of the BERT-base are random: speed asks no more.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
HELD_OUT = ROOT / "corpus" / "sentiment" / "held_out"
CONTENDERS = {
    "shipped": "this package, 8 bit, onnxruntime",
    "base": "BERT-base size, full precision, onnxruntime",
    "base8": "BERT-base size, 8 bit, onnxruntime",
    "torch": "MiniLM L6 size, torch",
    "torch-base": "BERT-base size, torch",
}
BATCH = 32


def texts_of(files: list[Path]) -> list[str]:
    """The texts of JSON-lines files, in order."""
    return [json.loads(line)["text"] for path in files for line in path.read_text("utf-8").splitlines() if line.strip()]


def network(base: bool):  # type: ignore[no-untyped-def]
    """A BERT of base or MiniLM's size with random weights, and three classes."""
    import torch
    from transformers import BertConfig, BertForSequenceClassification

    torch.manual_seed(0)
    size = (
        {}
        if base
        else {"hidden_size": 384, "num_hidden_layers": 6, "num_attention_heads": 12, "intermediate_size": 1536}
    )
    return BertForSequenceClassification(BertConfig(num_labels=3, attn_implementation="eager", **size)).eval()


def exported(folder: Path, quantized: bool) -> Path:
    """BERT-base as ONNX."""
    import torch

    class Logits(torch.nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.inner = network(True)

        def forward(self, ids, mask):  # type: ignore[no-untyped-def]
            return self.inner(input_ids=ids, attention_mask=mask).logits

    path = folder / "base.onnx"
    ids = torch.randint(1000, 2000, (2, 12))
    axes = {"ids": {0: "text", 1: "piece"}, "mask": {0: "text", 1: "piece"}, "logits": {0: "text"}}
    torch.onnx.export(
        Logits(), (ids, torch.ones_like(ids)), str(path), input_names=["ids", "mask"], output_names=["logits"],
        dynamic_axes=axes, opset_version=17, dynamo=False,
    )  # fmt: skip
    if not quantized:
        return path
    from onnxruntime.quantization import QuantType, quantize_dynamic

    quantize_dynamic(str(path), str(folder / "base8.onnx"), per_channel=True, weight_type=QuantType.QInt8)
    return folder / "base8.onnx"


def contender(name: str, threads: int, folder: Path) -> Callable[[list[str]], object]:
    """The function that scores all texts in this process."""
    from commentary_nlp.extract.sentiment.encoder import Encoder, shipped
    from commentary_nlp.settings import SentimentSettings

    ours = Encoder(shipped().folder, SentimentSettings(threads=threads, batch=BATCH))
    if name == "shipped":
        return lambda texts: ours([(text, None) for text in texts])
    from commentary_nlp.extract.sentiment.encoding import encode

    def batches(texts: list[str]) -> list[list[tuple[int, ...]]]:
        rows = sorted((row.ids for row in encode(ours.tokenizer, [(text, None) for text in texts])), key=len)
        return [rows[n : n + BATCH] for n in range(0, len(rows), BATCH)]

    if name.startswith("torch"):
        import torch

        torch.set_num_threads(threads)
        made = network(name.endswith("base"))

        def with_torch(texts: list[str]) -> None:
            with torch.no_grad():
                for rows in batches(texts):
                    longest = max(map(len, rows))
                    ids = torch.tensor([[*row, *[0] * (longest - len(row))] for row in rows])
                    made(input_ids=ids, attention_mask=(ids > 0).long())

        return with_torch
    import numpy as np
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    session = onnxruntime.InferenceSession(str(folder / f"{name}.onnx"), options, providers=["CPUExecutionProvider"])

    def with_onnx(texts: list[str]) -> None:
        for rows in batches(texts):
            longest = max(map(len, rows))
            ids = np.array([[*row, *[0] * (longest - len(row))] for row in rows], np.int64)
            session.run(None, {"ids": ids, "mask": (ids > 0).astype(np.int64)})

    return with_onnx


def measure(name: str, threads: int, folder: Path, files: list[Path], repeat: int) -> None:
    """Prints this contender's figures as JSON."""
    texts = texts_of(files)
    begun = time.perf_counter()
    score = contender(name, threads, folder)
    score(texts[:BATCH])
    start = time.perf_counter() - begun
    best = float("inf")
    for _ in range(repeat):
        begun = time.perf_counter()
        score(texts)
        best = min(best, time.perf_counter() - begun)
    # of this process alone: what `resource` says is handed down from the parent
    status = Path("/proc/self/status").read_text("utf-8")
    peak = int(status.split("VmHWM:")[1].split()[0]) / 1024
    print(json.dumps({"rate": len(texts) / best, "start": start, "peak": peak, "texts": len(texts)}))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("files", nargs="*", type=Path)
    parser.add_argument("--repeat", type=int, default=3)
    parser.add_argument("--one", nargs=3, metavar=("CONTENDER", "THREADS", "FOLDER"))
    asked = parser.parse_args()
    files = asked.files or sorted(HELD_OUT.glob("*.jsonl"))
    if asked.one:
        measure(asked.one[0], int(asked.one[1]), Path(asked.one[2]), files, asked.repeat)
        return
    with tempfile.TemporaryDirectory() as folder:
        exported(Path(folder), quantized=True)
        rates: dict[tuple[str, int], float] = {}
        print(f"{'':46} threads  sentences/s  start s  peak MB")
        for threads in (1, 2):
            for name, words in CONTENDERS.items():
                command = [sys.executable, __file__, *map(str, files), "--repeat", str(asked.repeat)]
                environment = {**os.environ, "OMP_NUM_THREADS": str(threads)}
                out = subprocess.run(
                    [*command, "--one", name, str(threads), folder],
                    capture_output=True, text=True, check=True, env=environment,
                ).stdout  # fmt: skip
                said = json.loads(out.splitlines()[-1])
                rates[name, threads] = said["rate"]
                print(f"{words:46} {threads:7} {said['rate']:12.0f} {said['start']:8.2f} {said['peak']:8.0f}")
        for threads in (1, 2):
            ratios = ", ".join(
                f"{rates['shipped', threads] / rates[name, threads]:.1f} times {name}" for name in list(CONTENDERS)[1:]
            )
            print(f"on {threads} thread(s) the shipped encoder is {ratios}")


if __name__ == "__main__":
    main()
