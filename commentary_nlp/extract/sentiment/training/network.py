"""The network: a BERT encoder whose states are pooled over the text and over the target, and two heads.

Shapes: `ids`, `types` and `mask` are (batch, pieces) of int64; `logits` is (batch, 3) over
negative/neutral/positive; `score` is (batch,) in -1..1.
"""

from __future__ import annotations

from pathlib import Path

import torch
from torch import Tensor, nn
from transformers import BertModel
from transformers.utils import logging

CLASSES = 3


class Network(nn.Module):
    """An encoder of a checkpoint's folder, with fresh heads."""

    def __init__(self, checkpoint: Path, dropout: float = 0.1) -> None:
        super().__init__()
        # a checkpoint's pooler is not wanted, which transformers would tell at length
        logging.set_verbosity_error()
        bert = BertModel.from_pretrained(str(checkpoint), add_pooling_layer=False, attn_implementation="eager")
        self.embeddings, self.layers = bert.embeddings, bert.encoder.layer
        width = bert.config.hidden_size
        self.dropout = nn.Dropout(dropout)
        self.hidden = nn.Linear(3 * width, width)
        self.classes = nn.Linear(width, CLASSES)
        self.grade = nn.Linear(width, 1)

    def forward(self, ids: Tensor, types: Tensor, mask: Tensor) -> tuple[Tensor, Tensor]:
        """`logits` and `score`."""
        states = self.embeddings(input_ids=ids, token_type_ids=types)
        barred = (1.0 - mask[:, None, None, :].to(states.dtype)) * -1e4
        for layer in self.layers:
            out = layer(states, barred)
            states = out[0] if isinstance(out, tuple) else out
        seen = mask.to(states.dtype)[..., None]
        whole = (states * seen).sum(1) / seen.sum(1)
        own = types.to(states.dtype)[..., None]
        many = own.sum(1)
        # a whole text has no piece of a target: its own mean stands for it
        named = (many > 0).to(states.dtype)
        towards = (states * own).sum(1) / many.clamp(min=1.0)
        towards = named * towards + (1.0 - named) * whole
        pooled = torch.cat([states[:, 0], whole, towards], -1)
        hidden = torch.nn.functional.gelu(self.hidden(self.dropout(pooled)))
        hidden = self.dropout(hidden)
        return self.classes(hidden), torch.tanh(self.grade(hidden)).squeeze(-1)
