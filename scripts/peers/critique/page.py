"""A candidate as the rules see it: what its document says, its pixels, and both of its pictures in cells."""

import json
import pathlib
from types import SimpleNamespace

import cv2
import numpy as np

CELLS_LONG = 60
PLAIN_SPREAD = 0.02
LUMA = np.array([[54, 183, 19]], np.float32)
CODES = np.arange(256) / 255
LINEAR = np.where(CODES <= 0.04045, CODES / 12.92, ((CODES + 0.055) / 1.055) ** 2.4)
TO_LMS = np.array(
    [[0.4122214708, 0.5363325363, 0.0514459929],
     [0.2119034982, 0.6806995451, 0.1073969566],
     [0.0883024619, 0.2817188376, 0.6299787005]]
)
TO_OKLAB = np.array(
    [[0.2104542553, 0.7936177850, -0.0040720468],
     [1.9779984951, -2.4285922050, 0.4505937099],
     [0.0259040371, 0.7827717662, -0.8086757660]]
)


def load(folder):
    folder = pathlib.Path(folder)
    told = json.loads((folder / "told.json").read_text())
    ink = np.fromfile(folder / "ink", np.uint8)
    for text in told["texts"]:
        for run in text["runs"]:
            if mask := run["mask"]:
                size = mask["w"] * mask["h"]
                mask["coverage"] = ink[mask["from"]:mask["from"] + size].reshape(mask["h"], mask["w"])
    return told, picture(folder / "page.png"), picture(folder / "ground.png")


def picture(path):
    rgb = cv2.cvtColor(cv2.imread(str(path), cv2.IMREAD_COLOR), cv2.COLOR_BGR2RGB)
    return np.ascontiguousarray(rgb)


def grid(rgb):
    """Mean colour, mean luma and its deviation of square cells, from every other row."""
    height, width = rgb.shape[:2]
    side = -(-max(height, width) // CELLS_LONG)
    assert height % side == 0 and width % side == 0 and side % 2 == 0, "pages of whole cells alone"
    size = (width // side, height // side)
    half = rgb[::2]
    luma = cv2.transform(half.astype(np.float32), LUMA)
    coarse = np.floor(luma / 256)
    small = cv2.resize(half, size, interpolation=cv2.INTER_AREA)
    mean = cv2.resize(luma, size, interpolation=cv2.INTER_AREA).astype(float) / (255 * 256)
    squared = cv2.resize(coarse * coarse, size, interpolation=cv2.INTER_AREA).astype(float) / 255**2
    spread = np.sqrt(np.maximum(squared - mean * mean, 0))
    return SimpleNamespace(color=small, luma=mean, spread=spread, side=side, rows=size[1], columns=size[0])


def subject(told, page, ground):
    return SimpleNamespace(
        told=told, texts=told["texts"], unit=told["unit"], page=told["page"], pixels=page, ground=ground,
        grid=grid(page), ground_grid=grid(ground),
    )


def dominant(cells):
    """The colour that most plain cells have, coarsely."""
    rgb = cells.color.reshape(-1, 3).astype(np.int64)
    weight = np.where(cells.spread.ravel() <= PLAIN_SPREAD, 4, 1)
    key = rgb[:, 0] >> 4 << 8 | rgb[:, 1] >> 4 << 4 | rgb[:, 2] >> 4
    most = key == np.bincount(key, weight).argmax()
    return (rgb[most] * weight[most, None]).sum(0) // weight[most].sum()


def oklab(rgb):
    return np.cbrt(LINEAR[rgb] @ TO_LMS.T) @ TO_OKLAB.T


def oklch(rgb):
    lightness, a, b = np.moveaxis(oklab(rgb), -1, 0)
    return lightness, np.hypot(a, b), np.degrees(np.arctan2(b, a)) % 360


def luminance(rgb):
    return LINEAR[rgb] @ np.array([0.2126, 0.7152, 0.0722])


def ratio(a, b):
    a, b = luminance(a) + 0.05, luminance(b) + 0.05
    return np.maximum(a, b) / np.minimum(a, b)


def rgb_of(code):
    return np.array([int(code[at:at + 2], 16) for at in (1, 3, 5)])


def ramp(value, zero, one):
    return float(np.clip((value - zero) / (one - zero), 0, 1))


def band(value, lowest, low, high, highest):
    return min(ramp(value, lowest, low), ramp(value, highest, high))


def touched(cells, area):
    """The cells that a box touches, as two slices."""
    def span(low, high, limit):
        start = int(np.clip(low // cells.side, 0, limit))
        return slice(start, max(int(np.clip(-(-high // cells.side), 0, limit)), start))

    x, y, w, h = area
    return span(y, y + h, cells.rows), span(x, x + w, cells.columns)


def common(a, b):
    """What two boxes share."""
    x, y = max(a[0], b[0]), max(a[1], b[1])
    return x, y, max(min(a[0] + a[2], b[0] + b[2]) - x, 0), max(min(a[1] + a[3], b[1] + b[3]) - y, 0)


def union(boxes):
    x, y = min(box[0] for box in boxes), min(box[1] for box in boxes)
    return x, y, max(box[0] + box[2] for box in boxes) - x, max(box[1] + box[3] for box in boxes) - y


def hero(on):
    return max(on.texts, key=lambda text: text["size"], default=None)
