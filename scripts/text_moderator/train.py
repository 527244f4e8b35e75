"""Tunes a sentence encoder on most of the texts that the screen learns from, and writes what the house's moderator of words adds to it.

usage: train.py ENCODER OUT [--measure FILE.jsonl ...]

ENCODER is a folder with tokenizer.json and model.safetensors (all-MiniLM-L6-v2); OUT gets text_moderator.json and
text_moderator.safetensors. The lower layers stay as they are, so that what they make of the texts is worked out once; the upper
ones get two small matrices for each of theirs (Hu et al., "LoRA", 2021). Thresholds are not learned here: they are taken over from
the text_moderator.json that is in the tree.
"""

import hashlib
import json
import math
import random
import sys
import time
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from safetensors.torch import load_file, save_file
from tokenizers import Tokenizer
from torch import nn

ROOT = Path(__file__).resolve().parents[2]
SAFETY = ROOT / "tools/safety"
# Not pairs and mixed, of which the screen learns: what was tuned on those as well held twice as many texts of real briefs.
FILES = "people force trade claims body ordinary indirect everyday plain coded veiled languages twins florid asides readers".split()
SUITE = (("unsafe", True), ("disguised", True), ("allowed", False))
# Of MiniLM: layers, those that stay, heads, numbers of a token.
LAYERS, LOW, HEADS, HIDDEN = 6, 3, 12, 384
# Rows of the small matrices, and what their product is multiplied by.
RANK, SCALE = 16, 2.0
TOKENS_MAX, BATCH, EPOCHS, RATE, DROPPED = 128, 64, 4, 1e-3, 0.1
# How sure the labels are, and how much the kind of harm counts beside whether there is any.
SURE, KIND_COST = 0.97, 0.3
PARTS = dict(
    q="attention.self.query",
    k="attention.self.key",
    v="attention.self.value",
    o="attention.output.dense",
    i="intermediate.dense",
    f="output.dense",
)


def texts():
    """All texts: what it says, whether it is unsafe, and what kind of harm that is."""
    found = []
    for name in FILES:
        for line in (SAFETY / f"corpus/{name}.jsonl").open():
            text = json.loads(line)
            found.append((text["text"], bool(text.get("unsafe")), text.get("category")))
    for name, is_unsafe in SUITE:
        for text in json.loads((SAFETY / f"tests/{name}.json").read_text()):
            found.append((text["text"], is_unsafe, text.get("category")))
    return found


def normed(weights, x, name):
    return F.layer_norm(x, (HIDDEN,), weights[name + ".weight"], weights[name + ".bias"], 1e-12)


def attended(q, k, v, mask):
    size = (*q.shape[:2], HEADS, HIDDEN // HEADS)
    q, k, v = (one.view(size).transpose(1, 2) for one in (q, k, v))
    return F.scaled_dot_product_attention(q, k, v, attn_mask=mask).transpose(1, 2).reshape(*mask.shape[:1], -1, HIDDEN)


class Tuned(nn.Module):
    """A layer's matrix, and what is added to it."""

    def __init__(self, weights, name):
        super().__init__()
        self.weight, self.bias = weights[name + ".weight"], weights[name + ".bias"]
        rows, columns = self.weight.shape
        self.down = nn.Parameter(torch.randn(RANK, columns) / math.sqrt(columns))
        self.up = nn.Parameter(torch.zeros(rows, RANK))

    def forward(self, x):
        own = F.dropout(x, DROPPED, self.training)
        return F.linear(x, self.weight, self.bias) + F.linear(F.linear(own, self.down), self.up) * SCALE


class Upper(nn.Module):
    """The upper layers and the head."""

    def __init__(self, weights, kinds):
        super().__init__()
        self.weights = weights
        self.names = [f"encoder.layer.{at}." for at in range(LOW, LAYERS)]
        layer = lambda name: nn.ModuleDict({part: Tuned(weights, name + path) for part, path in PARTS.items()})
        self.layers = nn.ModuleList(layer(name) for name in self.names)
        self.head = nn.Linear(HIDDEN, 1 + kinds)

    def forward(self, x, mask):
        seen = mask[:, None, None, :].bool()
        dropped = lambda x: F.dropout(x, DROPPED, self.training)
        for name, layer in zip(self.names, self.layers):
            said = attended(*(layer[part](x) for part in "qkv"), seen)
            x = normed(self.weights, dropped(layer["o"](said)) + x, name + "attention.output.LayerNorm")
            x = normed(self.weights, dropped(layer["f"](F.gelu(layer["i"](x)))) + x, name + "output.LayerNorm")
        mean = (x * mask[:, :, None]).sum(1) / mask.sum(1, keepdim=True)
        return self.head(dropped(mean))


def lower(weights, ids, mask):
    """What the layers that stay make of tokens."""
    linear = lambda x, name: F.linear(x, weights[name + ".weight"], weights[name + ".bias"])
    embedded = lambda name: weights[f"embeddings.{name}_embeddings.weight"]
    x = F.embedding(ids, embedded("word")) + embedded("position")[: ids.shape[1]] + embedded("token_type")[0]
    x, seen = normed(weights, x, "embeddings.LayerNorm"), mask[:, None, None, :].bool()
    for at in range(LOW):
        name = f"encoder.layer.{at}."
        said = attended(*(linear(x, name + PARTS[part]) for part in "qkv"), seen)
        x = normed(weights, linear(said, name + PARTS["o"]) + x, name + "attention.output.LayerNorm")
        x = normed(weights, linear(F.gelu(linear(x, name + PARTS["i"])), name + PARTS["f"]) + x, name + "output.LayerNorm")
    return x


def padded(rows, make):
    length = max(map(len, rows))
    out, mask = make(len(rows), length), torch.zeros(len(rows), length)
    for at, row in enumerate(rows):
        out[at, : len(row)], mask[at, : len(row)] = torch.as_tensor(row).to(out.dtype), 1
    return out, mask


@torch.no_grad()
def lowered(weights, tokenizer, said):
    """What the layers that stay make of each text, in half precision: it is kept for all rounds."""
    ids = [tokenizer.encode(text).ids for text in said]
    out, order = [None] * len(ids), sorted(range(len(ids)), key=lambda at: len(ids[at]))
    for start in range(0, len(order), BATCH):
        places = order[start : start + BATCH]
        rows, mask = padded([ids[at] for at in places], lambda *size: torch.zeros(*size, dtype=torch.long))
        made = lower(weights, rows, mask)
        for row, at in enumerate(places):
            out[at] = made[row, : len(ids[at])].half()
    return out


def batches(lengths):
    """Places of texts in batches of like length, in an order by chance."""
    order = list(range(len(lengths)))
    random.shuffle(order)
    wide = BATCH * 50
    groups = [sorted(order[at : at + wide], key=lambda one: lengths[one]) for at in range(0, len(order), wide)]
    made = [group[at : at + BATCH] for group in groups for at in range(0, len(group), BATCH)]
    random.shuffle(made)
    return made


def train(model, kept, labels, kinds):
    steps, step, begun = EPOCHS * len(kept) // BATCH, 0, time.time()
    optimiser = torch.optim.AdamW(model.parameters(), lr=RATE, weight_decay=0.01)
    while step < steps:
        for places in batches([len(one) for one in kept]):
            rate = RATE * min(1, (step + 1) / 50) * max(0.02, 1 - step / steps)
            for group in optimiser.param_groups:
                group["lr"] = rate
            x, mask = padded([kept[at] for at in places], lambda *size: torch.zeros(*size, HIDDEN))
            said = model(x, mask)
            wanted = torch.tensor([float(labels[at][1]) for at in places]) * SURE + (1 - SURE) / 2
            loss = F.binary_cross_entropy_with_logits(said[:, 0], wanted)
            known = [row for row, at in enumerate(places) if labels[at][1] and labels[at][2]]
            if known:
                kind = torch.tensor([kinds.index(labels[places[row]][2]) for row in known])
                loss = loss + KIND_COST * F.cross_entropy(said[known, 1:], kind)
            optimiser.zero_grad()
            loss.backward()
            optimiser.step()
            step += 1
            if step % 100 == 0:
                print(f"{step} of {steps}: {loss.item():.3f}, {time.time() - begun:.0f} s", flush=True)
            if step == steps:
                return


@torch.no_grad()
def measure(model, weights, tokenizer, files):
    """How well whether a text is unsafe is told, the screen apart: the area under the curve."""
    model.eval()
    for file in files:
        rows = [json.loads(line) for line in open(file)]
        kept = lowered(weights, tokenizer, [row["text"] for row in rows])
        score = lambda one: model(*padded([one], lambda *size: torch.zeros(*size, HIDDEN)))[0, 0].item()
        scores, unsafe = np.array([score(one) for one in kept]), np.array([bool(row.get("unsafe")) for row in rows])
        wins = (scores[unsafe][:, None] > scores[~unsafe][None, :]).mean()
        print(f"{file}: area under the curve {wins:.4f}")


def write(model, folder, encoder, kinds):
    tensors = {}
    for name, layer in zip(model.names, model.layers):
        for part, path in PARTS.items():
            tensors[name + path + ".down"], tensors[name + path + ".up"] = layer[part].down, layer[part].up
    tensors["head.weight"], tensors["head.bias"] = model.head.weight, model.head.bias
    tensors = {name: tensor.detach().half().contiguous() for name, tensor in sorted(tensors.items())}
    save_file(tensors, folder / "text_moderator.safetensors")
    known = json.loads((ROOT / "tools/toolbox/data/text_moderator.json").read_text())
    known["base"] = hashlib.sha256((encoder / "model.safetensors").read_bytes()).hexdigest()
    known["scale"], known["labels"] = SCALE, kinds
    (folder / "text_moderator.json").write_text(as_people_write(known))


def as_people_write(known):
    """JSON with a line for each key, and for each row of a table."""
    table = lambda rows: "[\n" + ",\n".join("    " + json.dumps(row) for row in rows) + "\n  ]"
    value = lambda value: table(value) if isinstance(value, list) and isinstance(value[0], list) else json.dumps(value)
    return "{\n" + ",\n".join(f"  {json.dumps(key)}: {value(known[key])}" for key in known) + "\n}\n"


def main():
    arguments = sys.argv[1:]
    at = arguments.index("--measure") if "--measure" in arguments else len(arguments)
    (encoder, folder), files = map(Path, arguments[:at]), arguments[at + 1 :]
    torch.manual_seed(1)
    random.seed(1)
    weights = load_file(encoder / "model.safetensors")
    tokenizer = Tokenizer.from_file(str(encoder / "tokenizer.json"))
    tokenizer.no_padding()
    tokenizer.enable_truncation(TOKENS_MAX)
    labels = texts()
    kinds = sorted({kind for _, is_unsafe, kind in labels if is_unsafe and kind})
    model = Upper(weights, len(kinds))
    kept = lowered(weights, tokenizer, [text for text, _, _ in labels])
    train(model, kept, labels, kinds)
    measure(model, weights, tokenizer, files)
    write(model, folder, encoder, kinds)


main()
