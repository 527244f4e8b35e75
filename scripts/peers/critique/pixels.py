"""The rules that look at pixels, from their formulas: NumPy, OpenCV, and CIEDE2000 of scikit-image."""

import cv2
import numpy as np
import pdqhash
from skimage.color import deltaE_ciede2000, rgb2lab

from page import PLAIN_SPREAD, band, common, dominant, hero, oklab, oklch, ramp, ratio, rgb_of, touched, union

CHROMA_MIN = 0.04
HUE_STEP = 6
TEMPLATES = [
    ([(0, 36)], 1.0), ([(0, 94)], 0.98), ([(0, 36), (180, 36)], 1.0), ([(0, 36), (90, 80)], 0.95),
    ([(0, 94), (180, 36)], 0.95), ([(0, 94), (180, 94)], 0.88), ([(0, 180)], 0.85),
]


def lab(rgb):
    return rgb2lab(np.asarray(rgb, np.uint8))


def drawn(cells):
    # Cells of one flat colour are common; each colour is compared once, as in ours.
    known, which = np.unique(cells.color.astype(np.uint32) @ np.array([65536, 256, 1], np.uint32), return_inverse=True)
    colors = np.stack([known >> 16, known >> 8 & 255, known & 255], 1)
    apart = deltaE_ciede2000(lab(colors), lab(dominant(cells)[None]))[which].reshape(cells.spread.shape)
    return (cells.spread > PLAIN_SPREAD) | (apart > 6)


def plain_cells(on, cells, without_text):
    plain = cells.spread <= PLAIN_SPREAD
    for text in on.texts if without_text else []:
        for line in text["lines"]:
            plain[touched(cells, line)] = False
    return plain


def largest_void(plain):
    """The largest rectangle of plain cells, by the histogram method."""
    heights, largest = np.zeros(plain.shape[1], int), 0
    for row in plain:
        heights = np.where(row, heights + 1, 0)
        rising = []
        for at, height in enumerate([*heights.tolist(), 0]):
            start = at
            while rising and rising[-1][1] >= height:
                start, tall = rising.pop()
                largest = max(largest, tall * (at - start))
            rising.append((start, height))
    return largest / plain.size


def colourfulness(on):
    r, g, b = np.moveaxis(on.grid.color.astype(float), -1, 0)
    one, other = r - g, (r + g) / 2 - b
    return np.sqrt(one.var() + other.var()) + 0.3 * np.hypot(one.mean(), other.mean())


def features(on):
    cells, page = on.grid, on.page
    lumas = np.sort(cells.luma, None)
    at = lambda share: lumas[int((lumas.size - 1) * share)]
    _, chroma, hue = oklch(cells.color)
    warm = (chroma * np.cos(np.radians(hue - 60))).mean()
    mirrored = ((cells.luma - cells.luma[:, ::-1]) ** 2).mean()
    variance = cells.luma.var()
    art = drawn(on.ground_grid)
    leader = hero(on)
    details = [text["size"] for text in on.texts if text["role"] not in ("headline", "legal")]
    found = {
        "density": (cells.spread > PLAIN_SPREAD).mean(),
        "contrast": at(0.95) - at(0.05),
        "lightness": cells.luma.mean(),
        "warmth": 0.5 + np.clip(warm / 0.15, -1, 1) / 2,
        "colourfulness": colourfulness(on) / 150,
        "symmetry": 1.0 if variance < 1e-6 else 1 - mirrored / (2 * variance),
        "void": largest_void(plain_cells(on, cells, False)),
        "image_share": art.mean(),
        "type_weight": leader["weight"] / 1000 if leader else 0.4,
        "scale": leader["size"] / (50 * on.unit) if leader else 0.0,
        "detail": min(details) / (5 * on.unit) if details else 1.0,
        "text_share": sum(w * h for text in on.texts for *_, w, h in text["lines"]) / (page[2] * page[3]),
    }
    for block, area in (("head", head(on)), ("art", art_box(on, art)), ("facts", facts(on))):
        x, y, w, h = common(area or (0, 0, 0, 0), page)
        shares = ((x + w / 2) / page[2], (y + h / 2) / page[3], w / page[2], h / page[3])
        found |= {f"arr_{block}_{side}": share for side, share in zip("xywh", shares)}
    return {name: float(np.clip(value, 0, 1)) for name, value in found.items()}


def head(on):
    lines = [text["ink"] for text in on.texts if text["role"] == "headline"]
    return union(lines) if lines else on.texts and hero(on)["ink"]


def facts(on):
    has_headline = any(text["role"] == "headline" for text in on.texts)
    after = [
        text["ink"] for text in on.texts
        if (text["role"] != "headline" if has_headline else text is not hero(on))
    ]
    return union(after) if after else None


def is_picture(element, *roles):
    node = element["node"]
    return node["role"] in ("image", "embellishment", "background", *roles) and node["kind"] != "text"


def art_box(on, art):
    if not any(is_picture(element) for element in on.told["elements"]) or art.sum() * 100 < art.size:
        return None
    box = []
    for places, count in zip(np.nonzero(art)[::-1], art.shape[::-1]):
        places = np.sort(places)
        last = len(places) - 1
        low, high = places[last * 5 // 100], places[last - last * 5 // 100]
        box.append(((low + 0.5) / count, (high - low) / count))
    (x, w), (y, h) = box
    return x * on.page[2], y * on.page[3], w * on.page[2], h * on.page[3]


def pdq(on):
    bits, quality = pdqhash.compute(on.pixels)
    return int.from_bytes(np.packbits(bits.astype(np.uint8)).tobytes(), "big"), quality


def contrast_of(on, text, style):
    """The contrast that all but the worst twentieth of the ground under a style's ink has at least, by its worst colour."""
    seen = []
    for run in text["runs"]:
        mask = run["mask"]
        if run["style"] != style or not mask:
            continue
        side = 2 * mask["reach"] + 1
        inked = cv2.dilate(mask["coverage"], np.ones((side, side), np.uint8)) > 0
        step = max(int(np.sqrt(inked.size / 16_000)), 1)
        ground = on.ground[mask["y"]:mask["y"] + mask["h"]:step, mask["x"]:mask["x"] + mask["w"]:step]
        seen.append(ground[inked[::step, ::step]])
    colors = [rgb_of(code) for code in text["styles"][style]["colors"]]
    if not seen or not colors or not (ground := np.concatenate(seen)).size:
        return None
    share, at = text["opacity"], int(len(ground) * 0.05)
    mixed = (color if share >= 1 else np.rint(color * share + ground * (1 - share)).astype(int) for color in colors)
    return min(float(np.partition(ratio(color, ground), at)[at]) for color in mixed)


def contrast(on):
    """The texts that do not stand out, with their contrast."""
    weak = {}
    for text in on.texts:
        worst = (1.0, None)
        for style in sorted({run["style"] for run in text["runs"]}):
            if (stands := contrast_of(on, text, style)) is None:
                continue
            size = max(run["size"] for run in text["runs"] if run["style"] == style) * 1080 / min(on.page[2:])
            large = size >= 24 or (text["styles"][style]["weight"] >= 700 and size >= 18.66)
            worst = min(worst, (stands / (3.0 if large else 4.5), stands))
        if worst[0] < 1:
            weak[text["id"]] = worst[1]
    return weak


def covered_text(on):
    """The texts that do not show: the page with and without them is the same where their ink is. Not letter by letter."""
    hidden = []
    for text in on.texts:
        over = [
            element for at, element in enumerate(on.told["elements"])
            if at > text["z"] and element["node"]["kind"] != "text" and min(common(element["area"], text["ink"])[2:]) > 1
        ]
        if not over and text["opacity"] >= 1:
            continue
        counts = np.zeros(3)
        for mask in (run["mask"] for run in text["runs"] if run["mask"]):
            whole = np.count_nonzero(mask["coverage"] == 255) >= 8
            inked = mask["coverage"] >= (255 if whole else max(int(mask["coverage"].max()) * 3 // 4, 1))
            part = slice(mask["y"], mask["y"] + mask["h"]), slice(mask["x"], mask["x"] + mask["w"])
            with_text, without = on.pixels[part][inked], on.ground[part][inked]
            counts += (
                len(with_text), (with_text == without).all(1).sum(), whole and (ratio(with_text, without) < 1.5).sum()
            )
        inked, same, faint = counts
        if inked and (same / inked > (0.08 if text["role"] == "headline" else 0.01) or faint / inked > 0.25):
            hidden.append(text["id"])
    return hidden


def text_contrast(on):
    scores = []
    for text in on.texts:
        parts = [on.ground_grid.color[touched(on.ground_grid, line)].reshape(-1, 3) for line in text["lines"]]
        cells, share = np.concatenate(parts), text["opacity"]
        colors = {code for style in text["styles"] for code in style["colors"]}
        mixed = (np.rint(rgb_of(code) * share + cells * (1 - share)).astype(int) for code in colors)
        stands = min((ratio(color, cells).sum() / max(len(cells), 1) for color in mixed), default=12.0)
        scores.append(0.85 * ramp(stands, 3, 7) + 0.15 * ramp(stands, 7, 12))
    return (np.mean(scores) + min(scores)) / 2 if scores else 1.0


def balance(on):
    cells = on.grid
    base = float(np.dot(dominant(cells), [54, 183, 19])) / (255 * 256)
    weight = np.abs(cells.luma - base) + cells.spread
    mass = weight.sum()
    if mass <= 1e-9:
        return 0.5
    x = abs(weight.sum(0) @ (np.arange(cells.columns) + 0.5) / cells.columns / mass - 0.5)
    y = weight.sum(1) @ (np.arange(cells.rows) + 0.5) / cells.rows / mass
    middle = on.page[2] / 2
    centred = sum(abs(text["ink"][0] + text["ink"][2] / 2 - middle) < 2 * on.unit for text in on.texts)
    symmetric = on.texts and centred * 10 >= len(on.texts) * 7
    across = ramp(x, 0.2, 0.06) if symmetric else ramp(x, 0.4, 0.22)
    return (2 * across + band(y, 0.2, 0.38, 0.62, 0.8)) / 3


def white_space(on):
    plain = plain_cells(on, on.grid, True)
    return (band(plain.mean(), 0.1, 0.3, 0.85, 1.05) + ramp(largest_void(plain), 0.02, 0.12)) / 2


def quiet_ground(on):
    scores = []
    for text in on.texts:
        worst = 0.0
        for line in text["lines"]:
            part = touched(on.ground_grid, line)
            luma, spread = on.ground_grid.luma[part], on.ground_grid.spread[part]
            if luma.size:
                worst = max(worst, np.sqrt((spread**2 + (luma - luma.mean()) ** 2).mean()))
        scores.append(ramp(worst, 0.16, 0.06))
    return (np.mean(scores) + min(scores)) / 2 if scores else 1.0


def shares(cells, area):
    """The cells that a box touches, and how much of each is covered."""
    part = touched(cells, area)
    def span(low, size, places):
        starts = np.arange(places.start, places.stop) * cells.side
        return np.clip(np.minimum(starts + cells.side, low + size) - np.maximum(starts, low), 0, None) / cells.side
    return part, span(area[1], area[3], part[0])[:, None] * span(area[0], area[2], part[1])


def occlusion(on):
    cells = on.ground_grid
    colors = lab(cells.color)
    far = np.sqrt(((colors - colors.mean((0, 1))) ** 2).sum(2))
    pictured = np.zeros(far.shape, bool)
    for element in on.told["elements"]:
        kind, role = element["node"]["kind"], element["node"]["role"]
        if kind in ("text", "group") or (kind == "shape" and role == "embellishment"):
            continue
        if element["opacity"] <= 0.1 or (kind == "shape" and not element["node"].get("fill")):
            continue
        part, share = shares(cells, element["area"])
        pictured[part][share >= 0.5] = role in ("image", "embellishment") or (kind, role) == ("image", "background")
    salience = np.where(pictured, np.maximum(far - far.mean(), 0), 0)
    if salience.mean() < 0.2:
        return 1.0
    covered = np.zeros(far.shape)
    for text in on.texts:
        for line in text["lines"] if text["role"] != "embellishment" else []:
            part, share = shares(cells, line)
            covered[part] = np.minimum(covered[part] + share, 1)
    return ramp((salience * covered).sum() / salience.sum(), 0.75, 0.15)


def art_presence(on):
    pictures = any(is_picture(element, "underlay") for element in on.told["elements"])
    share = drawn(on.ground_grid).mean() if pictures else 0.0
    leader = hero(on)["size"] / on.unit if on.texts else 0.0
    return max(ramp(share, 0, 0.15), 0.75 * ramp(leader, 8, 20))


def colour_proportion(on):
    rgb = on.grid.color.reshape(-1, 3).astype(np.int64)
    _, which, counts = np.unique((rgb >> 5) @ [64, 8, 1], return_inverse=True, return_counts=True)
    sums = np.stack([np.bincount(which, channel) for channel in rgb.T], 1).astype(np.int64)
    order = np.argsort(-counts, kind="stable")
    means, counts = (sums // counts[:, None])[order], counts[order]
    labs = lab(means)
    kept, shares = [], []
    for at, count in enumerate(counts):
        near = np.nonzero(deltaE_ciede2000(labs[kept], labs[at:at + 1]) < 8)[0] if kept else []
        if len(near):
            shares[near[0]] += count
        else:
            kept.append(at)
            shares.append(count)
    order = np.argsort(-np.array(shares), kind="stable")
    shares, (_, chroma, _) = np.array(shares)[order] / len(rgb), oklch(means[kept][order])
    accents = shares[2:][chroma[2:] > CHROMA_MIN].sum()
    colors = (shares >= 0.01).sum()
    inks = {style["colors"][0] for text in on.texts for style in text["styles"] if style["colors"]}
    worth = 1 - 0.2 * min(max(len(inks) - 2, 0), 3)
    proportion = 2 * band(shares[0], 0.15, 0.45, 0.88, 0.995) + ramp(accents, 0.45, 0.15) + band(colors, 0.5, 2, 6, 14)
    return worth * proportion / 4


def inside(sectors):
    """Which steps of hue a template covers, for each of its turns."""
    count = 360 // HUE_STEP
    hue = (np.arange(count)[None] - np.arange(count)[:, None] + 0.5) * HUE_STEP
    apart = [np.abs((hue - center + 180) % 360 - 180) <= width / 2 for center, width in sectors]
    return np.logical_or.reduce(apart).astype(float)


COVERED = [(inside(sectors), worth) for sectors, worth in TEMPLATES]


def harmony(on):
    _, chroma, hue = oklch(on.grid.color.reshape(-1, 3))
    seen = chroma > CHROMA_MIN
    steps = (hue[seen] // HUE_STEP).astype(int) % (360 // HUE_STEP)
    hues = np.bincount(steps, chroma[seen], 360 // HUE_STEP)
    total = hues.sum()
    if total < 0.5:
        return 1.0
    return max(ramp((covered @ hues).max() / total, 0.5, 0.95) * worth for covered, worth in COVERED)


def swatches(on):
    """Ten clusters in Oklab by Lloyd's rounds over the colours of every fifth pixel, begun as ours; not merged."""
    rgb = on.pixels.reshape(-1, 3)[::5].astype(np.int64)
    _, which, counts = np.unique((rgb >> 3) @ [1024, 32, 1], return_inverse=True, return_counts=True)
    means = np.stack([np.bincount(which, channel) for channel in rgb.T], 1) / counts[:, None]
    points, far, centers = oklab(np.rint(means).astype(int)), np.ones(len(counts)), []
    for _ in range(min(10, len(points))):
        centers.append(points[(counts * far**2).argmax()])
        far = np.minimum(far, np.linalg.norm(points - centers[-1], axis=1))
    centers, near = np.array(centers), None
    for _ in range(16):
        nearest = ((points[:, None] - centers) ** 2).sum(2).argmin(1)
        if near is not None and (nearest == near).all():
            break
        near = nearest
        count = np.bincount(near, counts, len(centers))
        sums = np.stack([np.bincount(near, counts * axis, len(centers)) for axis in points.T], 1)
        centers = np.where(count[:, None] > 0, sums / np.maximum(count, 1)[:, None], centers)
    return centers, np.bincount(near, counts, len(centers)) / counts.sum()


def colourfulness_of_pixels(on):
    """As published, over every pixel."""
    r, g, b = cv2.split(on.pixels.astype(np.float32))
    (mean_a, dev_a), (mean_b, dev_b) = cv2.meanStdDev(r - g), cv2.meanStdDev((r + g) / 2 - b)
    return float(np.hypot(dev_a, dev_b).item() + 0.3 * np.hypot(mean_a, mean_b).item()) / 150


def edge_density(on):
    """The share of pixels on an edge, by Canny."""
    return float((cv2.Canny(cv2.cvtColor(on.pixels, cv2.COLOR_RGB2GRAY), 100, 200) > 0).mean())


def saliency(on):
    """Hou and Zhang's spectral residual over 64 × 64 samples: where it stands, as shares of the page."""
    gray = cv2.resize(cv2.cvtColor(on.pixels, cv2.COLOR_RGB2GRAY), (64, 64), interpolation=cv2.INTER_AREA)
    spectrum = np.fft.fft2(gray.astype(float))
    log = np.log(np.abs(spectrum) + 1e-9)
    residual = np.exp(log - cv2.blur(log, (3, 3)) + 1j * np.angle(spectrum))
    salient = cv2.GaussianBlur(np.abs(np.fft.ifft2(residual)) ** 2, (0, 0), 2.5)
    return float(salient.sum(0) @ (np.arange(64) + 0.5) / 64 / salient.sum())
