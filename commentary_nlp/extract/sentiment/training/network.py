"""The networks: an encoder whose states are pooled over the text and over the target, one layer, and two heads.

`Network` is the small one that ships (BERT's form), `Teacher` a larger one (MPNet's) that it learns from. Shapes:
`ids`, `types` and `mask` are (batch, pieces) of int64; `inner`, the layer's, is (batch, 384); `logits` is (batch, 3)
over negative/neutral/positive; `score` is (batch,) in -1..1.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from pathlib import Path

import torch
from torch import Tensor, nn
from transformers import BertModel, MPNetModel
from transformers.utils import logging

CLASSES = 3
# Width between the pooled states and the heads: one for both networks, so that they can be compared there.
INNER = 384
# Pieces from which attention is faster in blocks.
_LONG = 128
# MPNet has BERT's vocabulary four numbers later, but opens, closes and pads with pieces of its own.
_SHIFT = 4
_MPNET = {101: 0, 102: 2}  # [CLS], [SEP]
_MPNET_PAD = 1


class Reader(nn.Module, ABC):
    """What both networks are: an encoder and the heads. Those who inherit give `parts` and `states`."""

    def __init__(self, width: int, dropout: float) -> None:
        super().__init__()
        self.dropout = nn.Dropout(dropout)
        self.hidden = nn.Linear(3 * width, INNER)
        self.classes = nn.Linear(INNER, CLASSES)
        self.grade = nn.Linear(INNER, 1)

    @abstractmethod
    def parts(self) -> list[nn.Module]:
        """The encoder's, from the words up to the last layer."""

    @abstractmethod
    def states(self, ids: Tensor, types: Tensor, mask: Tensor) -> Tensor:
        """The last layer's states: (batch, pieces, width)."""

    def inner(self, ids: Tensor, types: Tensor, mask: Tensor) -> Tensor:
        """What the heads are given."""
        states = self.states(ids, types, mask)
        seen = mask.to(states.dtype)[..., None]
        whole = (states * seen).sum(1) / seen.sum(1)
        own = types.to(states.dtype)[..., None]
        many = own.sum(1)
        # a whole text has no piece of a target: its own mean stands for it
        named = (many > 0).to(states.dtype)
        towards = (states * own).sum(1) / many.clamp(min=1.0)
        towards = named * towards + (1.0 - named) * whole
        pooled = torch.cat([states[:, 0], whole, towards], -1)
        found: Tensor = torch.nn.functional.gelu(self.hidden(self.dropout(pooled)))
        return found

    def heads(self, inner: Tensor) -> tuple[Tensor, Tensor]:
        """`logits` and `score`."""
        inner = self.dropout(inner)
        return self.classes(inner), torch.tanh(self.grade(inner)).squeeze(-1)

    def forward(self, ids: Tensor, types: Tensor, mask: Tensor) -> tuple[Tensor, Tensor]:
        """`logits` and `score`."""
        return self.heads(self.inner(ids, types, mask))


class Network(Reader):
    """A BERT encoder of a checkpoint's folder, with fresh heads."""

    def __init__(self, checkpoint: Path, dropout: float = 0.1) -> None:
        # a checkpoint's pooler is not wanted, which transformers would tell at length
        logging.set_verbosity_error()
        bert = BertModel.from_pretrained(
            str(checkpoint),
            add_pooling_layer=False,
            attn_implementation="eager",
            attention_probs_dropout_prob=0.0,  # blocks of attention know none
        )
        super().__init__(bert.config.hidden_size, dropout)
        self.embeddings, self.layers, self.config = bert.embeddings, bert.encoder.layer, bert.config

    def parts(self) -> list[nn.Module]:
        return [self.embeddings, *self.layers]

    def states(self, ids: Tensor, types: Tensor, mask: Tensor) -> Tensor:
        # the layers look it up at every step
        self.config._attn_implementation = "sdpa" if self.training and ids.shape[1] > _LONG else "eager"
        states: Tensor = self.embeddings(input_ids=ids, token_type_ids=types)
        barred = (1.0 - mask[:, None, None, :].to(states.dtype)) * -1e4
        for layer in self.layers:
            out = layer(states, barred)
            states = out[0] if isinstance(out, tuple) else out
        return states


class Teacher(Reader):
    """An MPNet encoder of a checkpoint's folder, with fresh heads; it takes the numbers of BERT's pieces.

    Its words, and as many of its first layers as `still` says, keep their weights, which saves time.
    """

    def __init__(self, checkpoint: Path, dropout: float = 0.1, still: int = 0) -> None:
        logging.set_verbosity_error()
        mpnet = MPNetModel.from_pretrained(str(checkpoint), add_pooling_layer=False, attn_implementation="eager")
        super().__init__(mpnet.config.hidden_size, dropout)
        self.mpnet = mpnet
        # the bias of all layers by distance stays too: it would carry gradients down to the first
        for part in [mpnet.encoder.relative_attention_bias, *self.parts()[: still + 1]]:
            for parameter in part.parameters():
                parameter.requires_grad = False

    def parts(self) -> list[nn.Module]:
        return [self.mpnet.embeddings, *self.mpnet.encoder.layer]

    def states(self, ids: Tensor, types: Tensor, mask: Tensor) -> Tensor:
        numbers = ids + _SHIFT
        for theirs, ours in _MPNET.items():
            numbers = torch.where(ids == theirs, ours, numbers)
        numbers = torch.where(mask == 0, _MPNET_PAD, numbers)
        found: Tensor = self.mpnet(input_ids=numbers, attention_mask=mask).last_hidden_state
        return found
