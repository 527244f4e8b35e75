"""Makes judges, pictures, and what the Python reference says of them: Pillow, NumPy and the ONNX Runtime.

Usage: make.py folder OUT      three models under twenty-seven manifests, twenty pictures, and expected.json
       make.py fixture OUT     what the tests of the room are pinned to: one small judge, and what Pillow makes of noise
"""

import hashlib
import itertools
import json
import sys
from pathlib import Path

import numpy
import onnx
import onnxruntime
from onnx import TensorProto, helper, numpy_helper
from PIL import Image, ImageOps

FILTERS = {"bilinear": Image.BILINEAR, "bicubic": Image.BICUBIC, "lanczos": Image.LANCZOS}
RESIZES = ["stretch", "cover", {"contain": {"pad": "#204060"}}]
SIZES = [
    (1, 1), (2, 3), (7, 5), (32, 32), (40, 24), (31, 64), (33, 33), (100, 37), (37, 100), (300, 7), (7, 300), (640, 480), (257, 511),
    (1080, 1080), (1080, 1920), (1500, 40), (48, 1600), (224, 225), (64, 63), (970, 250),
]


def noise(width, height):
    """RGBA noise by a formula that the tests of the room have too: the numbers of pixels and channels, mixed in 32 bits."""
    y, x, c = numpy.mgrid[0:height, 0:width, 0:4].astype(numpy.uint64)
    mixed = (x * 73856093 ^ y * 19349663 ^ c * 83492791) & 0xFFFFFFFF
    mixed = (mixed ^ mixed >> 13) * 1274126177 & 0xFFFFFFFF
    return (mixed >> 16 & 255).astype(numpy.uint8)


def scene(width, height, seed):
    """Noise over a slope of colours, with an alpha that is nothing, half and all in parts."""
    y, x = numpy.mgrid[0:height, 0:width].astype(numpy.float64)
    slope = numpy.stack([x / width, y / height, (x + y) / (width + height), 0.5 + numpy.sin(x / 9 + seed) * 0.8], axis=2)
    grain = noise(width, height) / 255 - 0.5
    return (numpy.clip(slope + grain * 0.3, 0, 1) * 255).astype(numpy.uint8)


def weights(rng, *shape):
    return rng.normal(0, 1 / numpy.sqrt(max(1, numpy.prod(shape[1:]))), shape).astype(numpy.float32)


def model(nodes, inputs, outputs, tensors):
    graph = helper.make_graph(
        nodes, "g", [helper.make_tensor_value_info(name, TensorProto.FLOAT, shape) for name, shape in inputs],
        [helper.make_tensor_value_info(name, TensorProto.FLOAT, shape) for name, shape in outputs],
        [numpy_helper.from_array(tensor, name) for name, tensor in tensors.items()],
    )
    made = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=9)
    onnx.checker.check_model(made, full_check=True)
    return made.SerializeToString()


def encoder(rng, side, channels, seen):
    """A convolution, a mean over the picture and a layer: what a judge sees, from a batch of any size."""
    nodes = [
        helper.make_node("Conv", ["pixels", "cw", "cb"], ["c"], pads=[1, 1, 1, 1], strides=[2, 2]),
        helper.make_node("Relu", ["c"], ["r"]),
        helper.make_node("GlobalAveragePool", ["r"], ["p"]),
        helper.make_node("Flatten", ["p"], ["f"]),
        helper.make_node("Gemm", ["f", "gw", "gb"], ["embedding"], transB=1),
    ]
    tensors = {
        "cw": weights(rng, channels, 3, 3, 3), "cb": weights(rng, channels),
        "gw": weights(rng, seen, channels), "gb": weights(rng, seen),
    }
    return model(nodes, [("pixels", ["batch", 3, side, side])], [("embedding", ["batch", seen])], tensors)


def transformer(rng, side, patch, width, seen, heads=4, depth=2):
    """A small vision transformer with a class token, as exporters write them: shapes that are computed, GELU by way of Erf."""
    count = (side // patch) ** 2 + 1
    nodes, tensors = [], {}

    def tensor(name, value):
        tensors[name] = value
        return name

    def node(kind, *inputs, outputs=1, **attributes):
        made = [f"{kind.lower()}{len(nodes)}_{at}" for at in range(outputs)]
        nodes.append(helper.make_node(kind, list(inputs), made, **attributes))
        return made[0] if outputs == 1 else made

    def whole(*numbers):
        return tensor(f"i{len(tensors)}", numpy.array(numbers, numpy.int64))

    def number(value):
        return tensor(f"f{len(tensors)}", numpy.float32(value))

    def layer(x, to, way):
        product = node("MatMul", x, tensor(f"w{len(tensors)}", weights(rng, to, way).T.copy()))
        return node("Add", product, tensor(f"b{len(tensors)}", weights(rng, to) * 0.1))

    def normal(x):
        scale, bias = 1 + weights(rng, width) * 0.1, weights(rng, width) * 0.1
        return node("LayerNormalization", x, tensor(f"s{len(tensors)}", scale), tensor(f"b{len(tensors)}", bias), axis=-1)

    def attention(x):
        parts = node("Split", layer(x, 3 * width, width), whole(width, width, width), outputs=3, axis=2)
        shape = whole(0, count, heads, width // heads)
        q, k, v = (node("Reshape", part, shape) for part in parts)
        q, v = (node("Transpose", part, perm=[0, 2, 1, 3]) for part in (q, v))
        likeness = node("MatMul", q, node("Transpose", k, perm=[0, 2, 3, 1]))
        shares = node("Softmax", node("Mul", likeness, number((width / heads) ** -0.5)), axis=-1)
        mixed = node("Transpose", node("MatMul", shares, v), perm=[0, 2, 1, 3])
        return layer(node("Reshape", mixed, whole(0, count, width)), width, width)

    def gelu(x):
        one = node("Add", node("Erf", node("Div", x, number(2**0.5))), number(1))
        return node("Mul", node("Mul", x, one), number(0.5))

    patches = node("Conv", "pixels", tensor("patches", weights(rng, width, 3, patch, patch)), strides=[patch, patch])
    tokens = node("Transpose", node("Reshape", patches, whole(0, width, -1)), perm=[0, 2, 1])
    batch = node("Unsqueeze", node("Gather", node("Shape", "pixels"), tensor("zero", numpy.int64(0)), axis=0), whole(0))
    shape = node("Concat", batch, whole(1, width), axis=0)
    first = node("Expand", tensor("class", weights(rng, 1, 1, width)), shape)
    x = node("Add", node("Concat", first, tokens, axis=1), tensor("places", weights(rng, 1, count, width)))
    for _ in range(depth):
        x = node("Add", x, attention(normal(x)))
        x = node("Add", x, layer(gelu(layer(normal(x), 4 * width, width)), width, 4 * width))
    pooled = node("Gather", normal(x), "zero", axis=1)
    nodes.append(helper.make_node("MatMul", [pooled, tensor("out", weights(rng, seen, width).T.copy())], ["embedding"]))
    return model(nodes, [("pixels", ["batch", 3, side, side])], [("embedding", ["batch", seen])], tensors)


def head(rng, seen, hidden, out):
    nodes = [
        helper.make_node("Gemm", ["seen", "aw", "ab"], ["a"], transB=1),
        helper.make_node("Relu", ["a"], ["r"]),
        helper.make_node("Gemm", ["r", "bw", "bb"], ["scores"], transB=1),
    ]
    tensors = {
        "aw": weights(rng, hidden, seen) * 2, "ab": weights(rng, hidden),
        "bw": weights(rng, out, hidden) * 2, "bb": weights(rng, out),
    }
    return model(nodes, [("seen", ["batch", seen])], [("scores", ["batch", out])], tensors)


def classifier(rng, width, height, classes):
    """One piece: channels last, one picture at a time, shares of all classes."""
    nodes = [
        helper.make_node("Transpose", ["image"], ["t"], perm=[0, 3, 1, 2]),
        helper.make_node("Conv", ["t", "cw", "cb"], ["c"], pads=[1, 1, 1, 1]),
        helper.make_node("Relu", ["c"], ["r"]),
        helper.make_node("MaxPool", ["r"], ["m"], kernel_shape=[2, 2], strides=[2, 2]),
        helper.make_node("Conv", ["m", "dw", "db"], ["d"], strides=[2, 2]),
        helper.make_node("Sigmoid", ["d"], ["s"]),
        helper.make_node("GlobalAveragePool", ["s"], ["p"]),
        helper.make_node("Flatten", ["p"], ["f"]),
        helper.make_node("Gemm", ["f", "gw", "gb"], ["l"], transB=1),
        helper.make_node("Softmax", ["l"], ["shares"], axis=1),
    ]
    tensors = {
        "cw": weights(rng, 8, 3, 3, 3), "cb": weights(rng, 8), "dw": weights(rng, 12, 8, 3, 3) * 2, "db": weights(rng, 12),
        "gw": weights(rng, classes, 12) * 2, "gb": weights(rng, classes),
    }
    return model(nodes, [("image", [1, height, width, 3])], [("shares", [1, classes])], tensors)


def manifest(name, files, resize, way):
    """A judge over one of the models."""
    sha256 = {file: hashlib.sha256(content).hexdigest() for file, content in files.items()}
    scores = {"percentiles": [-2.0, -0.5, 0.0, 0.25, 1.5, 6.0], "better": "higher"}
    if "encoder.onnx" in files:
        second = {"file": "head.onnx", "sha256": sha256["head.onnx"], "normalise_embedding": True, **scores}
        encoded = {
            "file": "encoder.onnx", "sha256": sha256["encoder.onnx"], "output": "embedding",
            "input": {
                "name": "pixels", "width": 32, "height": 32, "resize": resize, "filter": way, "layout": "nchw", "scale": "1/255",
                "mean": [0.48145466, 0.4578275, 0.40821073], "std": [0.26862954, 0.26130258, 0.27577711], "ground": "#ffffff",
            },
        }
        heads = [
            {"name": "liked", "read": {"value": 0}, **second},
            {"name": "rated", "read": {"expected": [1, 2, 3, 4, 5]}, **second},
            {"name": "plain", "read": {"softmax": 1}, **scores, "better": "lower"},
        ]
    else:
        encoded = {
            "file": "classifier.onnx", "sha256": sha256["classifier.onnx"],
            "input": {
                "width": 40, "height": 24, "resize": resize, "filter": way, "layout": "nhwc", "scale": "1",
                "mean": [127.5] * 3, "std": [127.5] * 3, "ground": "#103050",
            },
        }
        heads = [
            {"name": "third", "read": {"value": 2}, **scores},
            {"name": "mean", "read": {"mean": [1, 2, 3, 4, 5, 6, 7]}, **scores},
        ]
    return {"name": name, "version": "1", "encoder": encoded, "heads": heads}


def fit(picture, given):
    """Pillow's resize; the shorter side and the middle as torchvision takes them."""
    width, height, way = given["width"], given["height"], FILTERS[given["filter"]]
    if given["resize"] == "stretch":
        return picture.resize((width, height), way)
    if given["resize"] == "cover":
        w, h = picture.size
        whole = (int(height * w / h), height) if w * height >= h * width else (width, int(width * h / w))
        left, top = int(round((whole[0] - width) / 2.0)), int(round((whole[1] - height) / 2.0))
        return picture.resize(whole, way).crop((left, top, left + width, top + height))
    return ImageOps.pad(picture, (width, height), way, color=given["resize"]["contain"]["pad"])


def prepared(rgba, given):
    layers = Image.fromarray(rgba, "RGBA")
    picture = Image.new("RGB", layers.size, given["ground"])
    picture.paste(layers.convert("RGB"), mask=layers.getchannel("A"))
    numbers = numpy.asarray(fit(picture, given)).astype(numpy.float32)
    if given["scale"] == "1/255":
        numbers = numbers / numpy.float32(255)
    numbers = (numbers - numpy.array(given["mean"], numpy.float32)) / numpy.array(given["std"], numpy.float32)
    assert numbers.dtype == numpy.float32
    return numpy.ascontiguousarray(numbers.transpose(2, 0, 1) if given["layout"] == "nchw" else numbers)[None]


def softmax(numbers):
    powers = numpy.exp(numbers.astype(numpy.float64) - numbers.max())
    return powers / powers.sum()


def read(how, answer):
    (kind, what), = how.items()
    if kind == "value":
        return float(answer[what])
    if kind == "softmax":
        return float(softmax(answer)[what])
    shares = softmax(answer) if kind == "expected" else answer / answer.sum()
    return float((shares * numpy.array(what)).sum())


def score(judge, raw):
    share = numpy.interp(raw, judge["percentiles"], numpy.linspace(0, 1, len(judge["percentiles"])))
    return float(share if judge["better"] == "higher" else 1 - share)


class Reference:
    """The whole path, in Python."""

    def __init__(self, judge, files):
        self.judge = judge
        self.sessions = {file: onnxruntime.InferenceSession(content) for file, content in files.items()}

    def run(self, file, numbers):
        session = self.sessions[file]
        return session.run(None, {session.get_inputs()[0].name: numbers})[0][0]

    def __call__(self, rgba):
        numbers = prepared(rgba, self.judge["encoder"]["input"])
        seen = self.run(self.judge["encoder"]["file"], numbers)
        said = []
        for one in self.judge["heads"]:
            given = seen / numpy.linalg.norm(seen) if one.get("normalise_embedding") else seen
            answer = self.run(one["file"], given[None]) if "file" in one else given
            raw = read(one["read"], answer)
            said.append({"head": one["name"], "raw": raw, "score": score(one, raw)})
        return {"tensor": hashlib.sha256(numbers.tobytes()).hexdigest(), "scores": said}


def write(path, value):
    path.write_text(json.dumps(value, indent=1) + "\n")


def folder(out):
    rng = numpy.random.default_rng(20)
    models = {
        "two": {"encoder.onnx": encoder(rng, 32, 16, 24), "head.onnx": head(rng, 24, 16, 5)},
        "one": {"classifier.onnx": classifier(rng, 40, 24, 7)},
        "transformer": {"encoder.onnx": transformer(rng, 32, 8, 32, 24), "head.onnx": head(rng, 24, 16, 5)},
    }
    pictures = [scene(width, height, seed) for seed, (width, height) in enumerate(SIZES)]
    (out / "pictures").mkdir(parents=True, exist_ok=True)
    for at, picture in enumerate(pictures):
        Image.fromarray(picture, "RGBA").save(out / "pictures" / f"{at}.png")
    judges = []
    for (kind, files), resize, way in itertools.product(models.items(), RESIZES, FILTERS):
        name = f"{kind}-{resize if isinstance(resize, str) else 'contain'}-{way}"
        place = out / "judges" / name
        place.mkdir(parents=True, exist_ok=True)
        judge = manifest(name, files, resize, way)
        write(place / "judge.json", judge)
        for file, content in files.items():
            (place / file).write_bytes(content)
        reference = Reference(judge, files)
        judges.append({"judge": name, "files": sorted(files), "answers": [reference(picture) for picture in pictures]})
    write(out / "expected.json", {"sizes": SIZES, "judges": judges})
    print(f"{len(judges)} judges, {len(pictures)} pictures; onnxruntime {onnxruntime.__version__}")


def fixture(out):
    rng = numpy.random.default_rng(4)
    files = {"encoder.onnx": encoder(rng, 32, 4, 6), "head.onnx": head(rng, 6, 8, 5)}
    judge = manifest("small", files, "cover", "bicubic")
    out.mkdir(parents=True, exist_ok=True)
    for file, content in files.items():
        (out / file).write_bytes(content)
    write(out / "judge.json", judge)
    reference = Reference(judge, files)
    sizes = [(32, 32), (50, 40), (9, 70), (200, 120)]
    answers = [reference(noise(*size)) for size in sizes]
    resized = []
    for (way, kind), (size, to) in itertools.product(FILTERS.items(), [((9, 7), (5, 4)), ((5, 4), (7, 9)), ((40, 3), (3, 3))]):
        pixels = Image.fromarray(noise(*size)[:, :, :3]).resize(to, kind)
        resized.append({"filter": way, "from": size, "to": to, "pixels": numpy.asarray(pixels).flatten().tolist()})
    lines = ",\n".join("  " + json.dumps(one) for one in resized)
    said = ",\n".join("  " + json.dumps({"size": size, **answer}) for size, answer in zip(sizes, answers))
    (out / "expected.json").write_text('{\n "resized": [\n%s\n ],\n "answers": [\n%s\n ]\n}\n' % (lines, said))


if __name__ == "__main__":
    {"folder": folder, "fixture": fixture}[sys.argv[1]](Path(sys.argv[2]))
