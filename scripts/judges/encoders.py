"""Makes encoders of texts and pictures, and what the Python reference says with them: tokenizers, Pillow and the ONNX Runtime.

Usage: encoders.py OUT      three folders with an encoder.json, pictures, and expected.json
"""

import hashlib
import json
import sys
from pathlib import Path

import numpy
import onnx
import onnxruntime
from make import SIZES, prepared, scene, transformer, weights
from onnx import TensorProto, helper, numpy_helper
from PIL import Image
from tokenizers import Tokenizer, models, normalizers, pre_tokenizers, processors

TOKENS, WIDTH, SEEN = 12, 32, 24
WORDS = "a bread boat harbour oven the dark logo for photo background customer quote about delivery ocean blue red".split()
VOCAB = {word: at for at, word in enumerate(["[PAD]", "[UNK]", "[CLS]", "[SEP]", *WORDS])}
TEXTS = [
    "bread", "The dark logo for a photo background", "ocean blue", "quote about delivery", "", "something else entirely",
    "boat " * 40, "Bread, oven; HARBOUR!", "red\nred\tred", "blue ocean",
]


def reader(rng, inputs, pooled, heads=4):
    """A small transformer over tokens: what it says of each, or of the first where it says something of the text."""
    nodes, tensors = [], {}

    def tensor(name, value):
        tensors[name] = value
        return name

    def node(kind, *given, **attributes):
        nodes.append(helper.make_node(kind, list(given), [f"{kind.lower()}{len(nodes)}"], **attributes))
        return nodes[-1].output[0]

    def whole(*numbers):
        return tensor(f"i{len(tensors)}", numpy.array(numbers, numpy.int64))

    def number(value):
        return tensor(f"f{len(tensors)}", numpy.float32(value))

    def layer(x, to, way):
        product = node("MatMul", x, tensor(f"w{len(tensors)}", weights(rng, to, way).T.copy()))
        return node("Add", product, tensor(f"b{len(tensors)}", weights(rng, to) * 0.1))

    x = node("Gather", tensor("words", weights(rng, len(VOCAB), WIDTH) * 4), "input_ids", axis=0)
    x = node("Add", x, tensor("places", weights(rng, TOKENS, WIDTH)))
    if "token_type_ids" in inputs:
        x = node("Add", x, node("Gather", tensor("kinds", weights(rng, 2, WIDTH)), "token_type_ids", axis=0))
    shape = whole(0, TOKENS, heads, WIDTH // heads)
    q, k, v = (node("Transpose", node("Reshape", layer(x, WIDTH, WIDTH), shape), perm=[0, 2, 1, 3]) for _ in range(3))
    likeness = node("Mul", node("MatMul", q, node("Transpose", k, perm=[0, 1, 3, 2])), number((WIDTH / heads) ** -0.5))
    if "attention_mask" in inputs:
        there = node("Cast", node("Unsqueeze", "attention_mask", whole(1, 2)), to=TensorProto.FLOAT)
        likeness = node("Add", likeness, node("Mul", node("Sub", number(1), there), number(-1e4)))
    mixed = node("Transpose", node("MatMul", node("Softmax", likeness, axis=-1), v), perm=[0, 2, 1, 3])
    x = node("Add", x, node("Reshape", mixed, whole(0, TOKENS, WIDTH)))
    scale, bias = 1 + weights(rng, WIDTH) * 0.1, weights(rng, WIDTH) * 0.1
    x = node("LayerNormalization", x, tensor("scale", scale), tensor("bias", bias), axis=-1)
    x = node("Gather", x, tensor("zero", numpy.int64(0)), axis=1) if pooled else x
    nodes.append(helper.make_node("MatMul", [x, tensor("out", weights(rng, SEEN, WIDTH).T.copy())], ["said"]))
    sides = ["batch", SEEN] if pooled else ["batch", TOKENS, SEEN]
    # Free sides, as exporters write them, and the inputs in an order of their own.
    given = [helper.make_tensor_value_info(name, TensorProto.INT64, ["batch", "length"]) for name in reversed(inputs)]
    graph = helper.make_graph(
        nodes, "g", given, [helper.make_tensor_value_info("said", TensorProto.FLOAT, sides)],
        [numpy_helper.from_array(value, name) for name, value in tensors.items()],
    )
    made = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=9)
    onnx.checker.check_model(made, full_check=True)
    return made.SerializeToString()


def tokenizer():
    made = Tokenizer(models.WordLevel(VOCAB, unk_token="[UNK]"))
    made.normalizer = normalizers.Lowercase()
    made.pre_tokenizer = pre_tokenizers.Whitespace()
    made.post_processor = processors.TemplateProcessing(
        single="[CLS] $A [SEP]", special_tokens=[("[CLS]", VOCAB["[CLS]"]), ("[SEP]", VOCAB["[SEP]"])]
    )
    return made


def unit(numbers):
    return (numbers / numpy.linalg.norm(numbers.astype(numpy.float64))).astype(numpy.float32)


def read(session, inputs, pool, words, text):
    words.enable_truncation(TOKENS)
    words.no_padding()
    ids = words.encode(text).ids
    pad = [0] * (TOKENS - len(ids))
    given = {"input_ids": ids + pad, "attention_mask": [1] * len(ids) + pad, "token_type_ids": [0] * TOKENS}
    said = session.run(None, {name: numpy.array([given[name]], numpy.int64) for name in inputs})[0][0]
    said = {"none": lambda: said, "first": lambda: said[0], "mean": lambda: said[: len(ids)].mean(axis=0)}[pool]()
    return {"text": text, "embedding": unit(said).tolist()}


def main(out):
    rng = numpy.random.default_rng(8)
    (out / "pictures").mkdir(parents=True, exist_ok=True)
    pictures = {f"{at}.png": scene(*size, at) for at, size in enumerate(SIZES)}
    for name, picture in pictures.items():
        Image.fromarray(picture, "RGBA").save(out / "pictures" / name)
    looker = transformer(rng, 32, 8, WIDTH, SEEN)
    image = {
        "file": "image.onnx", "sha256": hashlib.sha256(looker).hexdigest(), "output": "embedding",
        "input": {
            "width": 32, "height": 32, "resize": "cover", "filter": "bicubic", "layout": "nchw", "scale": "1/255",
            "mean": [0.48145466, 0.4578275, 0.40821073], "std": [0.26862954, 0.26130258, 0.27577711], "ground": "#ffffff",
        },
    }
    expected = []
    kinds = [
        ("both", ["input_ids", "attention_mask"], "none", True),
        ("sentences", ["input_ids", "attention_mask", "token_type_ids"], "mean", False),
        ("first", ["input_ids"], "first", False),
    ]
    for name, inputs, pool, looks in kinds:
        place = out / name
        place.mkdir(exist_ok=True)
        model, words = reader(rng, inputs, pool == "none"), tokenizer()
        # What the file says of padding is no matter here.
        words.enable_padding(length=77)
        words.save(str(place / "tokenizer.json"))
        (place / "text.onnx").write_bytes(model)
        called = {"ids": inputs[0], "mask": "attention_mask" if "attention_mask" in inputs else None,
                  "kinds": "token_type_ids" if "token_type_ids" in inputs else None}
        manifest = {
            "name": name, "version": "1",
            "text": {
                "file": "text.onnx", "sha256": hashlib.sha256(model).hexdigest(), "tokens": TOKENS, "pool": pool,
                "tokenizer": {
                    "file": "tokenizer.json", "sha256": hashlib.sha256((place / "tokenizer.json").read_bytes()).hexdigest(),
                },
                "inputs": called, "output": "said",
            },
        }
        seen = []
        if looks:
            manifest["image"] = image
            (place / "image.onnx").write_bytes(looker)
            session = onnxruntime.InferenceSession(looker)
            for file, picture in pictures.items():
                numbers = session.run(None, {"pixels": prepared(picture, image["input"])})[0][0]
                seen.append({"file": file, "embedding": unit(numbers).tolist()})
        (place / "encoder.json").write_text(json.dumps(manifest, indent=1) + "\n")
        session = onnxruntime.InferenceSession(model)
        texts = [read(session, inputs, pool, words, text) for text in TEXTS]
        expected.append({"folder": name, "texts": texts, "pictures": seen})
    (out / "expected.json").write_text(json.dumps(expected) + "\n")
    print(f"{len(expected)} encoders, {len(TEXTS)} texts, {len(pictures)} pictures; onnxruntime {onnxruntime.__version__}")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
