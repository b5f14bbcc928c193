"""The network as ONNX, and quantized: 8-bit weights, one scale a channel, activations scaled as they come.

What the first layers feed to their second product spreads widest, and one scale for all of it loses most: of the texts
whose label 8 bits change, more than half. Those products stay in full precision, for 5 MB and a tenth of the time.
"""

from __future__ import annotations

import warnings
from pathlib import Path

import torch

from commentary_nlp.extract.sentiment.training.network import Network

_INPUTS, _OUTPUTS = ("ids", "types", "mask"), ("logits", "score")
_OPSET = 17
# Products that stay in full precision.
_FULL = tuple(f"/layers.{layer}/output/dense/MatMul" for layer in (0, 1, 2))


def export(network: Network, path: Path) -> None:
    """Writes the network in full precision."""
    network.eval()
    ids = torch.randint(0, network.embeddings.word_embeddings.num_embeddings, (2, 12))
    types = torch.zeros_like(ids)
    types[0, 3:5] = 1
    mask = torch.ones_like(ids)
    axes = {name: {0: "text", 1: "piece"} for name in _INPUTS} | {name: {0: "text"} for name in _OUTPUTS}
    with warnings.catch_warnings():
        # the older exporter needs no further package, and its graph quantizes as it is
        warnings.simplefilter("ignore")
        torch.onnx.export(
            network,
            (ids, types, mask),
            str(path),
            input_names=list(_INPUTS),
            output_names=list(_OUTPUTS),
            dynamic_axes=axes,
            opset_version=_OPSET,
            dynamo=False,
        )


def quantize(path: Path, out: Path) -> None:
    """Writes the quantized form of an exported network."""
    from onnxruntime.quantization import QuantType, quantize_dynamic

    quantize_dynamic(str(path), str(out), per_channel=True, weight_type=QuantType.QInt8, nodes_to_exclude=list(_FULL))
