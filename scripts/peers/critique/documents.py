"""The rules that look at the document alone, from their formulas; for square pages of 320 px and more."""

import re
import unicodedata

import numpy as np

from page import band, common, hero, ramp, union

RANKS = {"headline": 0, "subhead": 1, "cta": 2, "body": 2, "legal": 3}
SAME_SIZE = 1.05
TYPED = str.maketrans({
    **dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2015\u2212", "-"), **dict.fromkeys("\u2018\u2019\u02b9\u02bc", "'"),
    **dict.fromkeys("\u201c\u201d", '"'), "\u2026": "...",
})


def typed(text):
    text = " ".join(text.split()).lower().translate(TYPED)
    return re.sub(r"(?<=\d) (?=[ap]m)", "", re.sub(r"([!?])\1+", r"\1", text))


def required_copy(on):
    """What has to be said and is not, within one text or all of them."""
    passages = [text["plain"] for text in on.texts if text["opacity"] >= 0.05]
    passages = [typed(text) for text in [*passages, " ".join(passages)]]
    wanted = [block["text"] for block in on.told["copy"]["blocks"] if block["required"]] + on.told["required"]

    def holds(text, phrase):
        ends = [r"(?<![^\W_])" if phrase[0].isalnum() else "", r"(?![^\W_])" if phrase[-1].isalnum() else ""]
        return re.search(ends[0] + re.escape(phrase) + ends[1], text)

    return [phrase for phrase in map(typed, wanted) if phrase and not any(holds(text, phrase) for text in passages)]


def letters(text):
    return sum(unicodedata.category(sign)[0] in "LN" for sign in text)


def legible_size(on):
    least = lambda text: min([text["size"], *(run["size"] for run in text["runs"] if letters(run["text"]) > 3)])
    return [text["id"] for text in on.texts if text["characters"] and least(text) < 6]


def excess(outer, inner):
    return max(
        0, outer[0] - inner[0], outer[1] - inner[1],
        inner[0] + inner[2] - outer[0] - outer[2], inner[1] + inner[3] - outer[1] - outer[3],
    )


def overflow(on):
    slack, wide = 0.5, []
    for text in on.texts:
        by = max(excess(text["area"], text["set_ink"]), text["set"][2] - text["area"][2])
        if text["overflows"] or by > slack or excess(on.page, text["ink"]) > slack:
            wide.append(text["id"])
    return wide


def collide(a, b):
    return min(common(a, b)[2:]) > 1


def inks_meet(one, other):
    """Whether any pixel is mostly ink of both."""
    for a in (run["mask"] for run in one["runs"] if run["mask"]):
        for b in (run["mask"] for run in other["runs"] if run["mask"]):
            x, y, w, h = map(int, common((a["x"], a["y"], a["w"], a["h"]), (b["x"], b["y"], b["w"], b["h"])))
            part = [mask["coverage"][y - mask["y"]:, x - mask["x"]:][:h, :w] > 127 for mask in (a, b)]
            if w and h and (part[0] & part[1]).any():
                return True
    return False


def text_overlap(on):
    met = []
    for at, a in enumerate(on.texts):
        for b in on.texts[at + 1:]:
            if not collide(a["ink"], b["ink"]) or not any(collide(x, y) for x in a["lines"] for y in b["lines"]):
                continue
            if (a["turn"] % 360 == 0 and b["turn"] % 360 == 0) or inks_meet(a, b):
                met.append(b["id"])
    return met


def missing_glyph(on):
    return [text["id"] for text in on.texts if text["missing"]]


def off_page(on):
    gone = []
    for element in on.told["elements"]:
        node, seen = element["node"], common(on.page, element["area"])
        if seen[2] * seen[3] <= 0 and (node["kind"] == "text" or node["role"] in ("logo", "cta")):
            gone.append(node["id"])
    return gone


def tokens(paint):
    """The colours that a paint names: one, or those of a gradient's stops."""
    if "token" in paint:
        return [paint["token"]]
    return [stop["token"] for stop in paint.get("gradient", paint)["stops"]]


def palette(on):
    known, strange = set(on.told["colors"]), []
    for node in (element["node"] for element in on.told["elements"]):
        paints = []
        if node["kind"] == "text":
            runs = node["text"]["runs"]
            paints = [run.get("fill") or node["fill"] for run in runs]
        elif node["kind"] == "shape":
            paints = [node.get("fill"), (node.get("stroke") or {}).get("paint")]
        if any(token not in known for paint in paints if paint for token in tokens(paint)):
            strange.append(node["id"])
    return strange


def fonts(on):
    known = {family.lower() for family in on.told["families"]}
    return [text["id"] for text in on.texts if any(style["family"].lower() not in known for style in text["styles"])]


def hierarchy(on):
    leader = hero(on)
    if not leader:
        return 0.0
    others = [text for text in on.texts if text is not leader]
    rivals = [
        text["size"] for text in others
        if text["role"] != leader["role"] or leader["size"] / text["size"] > SAME_SIZE
    ]
    if rivals:
        over = leader["size"] / max(rivals)
        lead = 0.6 * ramp(over, 1, 1.8) + 0.4 * ramp(over, 1.8, 4)
    else:
        lead = 0.0 if others else 1.0
    ranked = [(RANKS[text["role"]], text["size"]) for text in others if text["role"] in RANKS]
    pairs = [sorted((a, b)) for at, a in enumerate(ranked) for b in ranked[at + 1:] if a[0] != b[0]]
    order = np.mean([upper[1] * SAME_SIZE >= lower[1] for upper, lower in pairs]) if pairs else 1.0
    return (lead + order) / 2


def scale_contrast(on, image_share):
    leader = hero(on)
    rest = sorted((text["size"], text["characters"]) for text in on.texts if text is not leader)
    if not leader or not rest:
        return 0.5
    seen = np.cumsum([count for _, count in rest])
    body = rest[int(np.searchsorted(seen, -(-seen[-1] // 2)))][0]
    sizes = []
    for size in sorted(text["size"] for text in on.texts):
        if not sizes or size / sizes[-1] > SAME_SIZE:
            sizes.append(size)
    near = sum(b / a < 1.35 for a, b in zip(sizes, sizes[1:]))
    form = 0.7 if image_share >= 0.35 else 0.0
    return max(ramp(leader["size"] / body, 1, 4), form) * 0.9 ** (near + max(len(sizes) - 4, 0))


def legibility(on):
    scores, weights = [], []
    for text in on.texts:
        legal, lines = text["role"] == "legal", text["words"]
        needed = (1.6 if legal else 2.0) * on.unit
        ease = 1.1 if legal else 1.7 if text["role"] == "subhead" else 1.35
        read = max(min([text["size"], *(run["size"] for run in text["runs"])]), text["size"] * 0.3)
        score = 0.5 * ramp(read / needed, 0.6, 1) + 0.5 * ramp(read / needed, 1, ease)
        if len(lines) >= 3 and text["size"] <= 6 * on.unit:
            score *= ramp(max(map(len, lines)), 90, 56)
        if len(lines) >= 2:
            running = text["size"] <= 4 * on.unit
            score *= band(text["leading"], *((0.95, 1.1, 1.6, 1.9) if running else (0.7, 0.82, 1.45, 1.9)))
        scores.append(score)
        weights.append(max(text["characters"], 1) ** 0.5)
    return (np.average(scores, weights=weights) + min(scores)) / 2 if scores else 1.0


def alignment(on):
    share = {"start": 0.0, "center": 0.5, "end": 1.0}
    level = [text for text in on.texts if text["turn"] % 360 == 0]
    edges, misses = [], 0
    for text in level:
        at = [box[0] + box[2] * share[text["align"]] for box in (text["set"], text["ink"])]
        gap = lambda edge: min(abs(b - a) for a in at for b in edge[1])
        kin = [edge for edge in edges if edge[0] == text["align"]]
        if same := next((edge for edge in kin if gap(edge) <= 0.2 * on.unit), None):
            same[2] += 1
            continue
        misses += any(gap(edge) <= 1.5 * on.unit for edge in kin)
        edges.append([text["align"], at, 1])
    turns = {int(text["turn"] % 90 * 4 + 0.5) % 360 for text in on.texts} - {0}
    turned = 0.75 ** max(len(turns) - 1, 0)
    if len(level) < 2:
        return turned
    counts = sorted((edge[2] for edge in edges), reverse=True)
    shared = sum(counts[:2]) / len(level)
    return ramp(shared, 0.4, 0.8) * 0.85 ** max(len(counts) - 3, 0) * 0.7**misses * turned


def to_edges(page, box):
    return box[0], box[1], page[2] - box[0] - box[2], page[3] - box[1] - box[3]


def margins(on):
    kept = [ramp(min(to_edges(on.page, text["ink"])) / (3.5 * on.unit), 0, 1) for text in on.texts]
    bleeds = any(
        element["node"]["kind"] != "text" and element["area"][2] * element["area"][3] < 0.95 * on.page[2] * on.page[3]
        and min(to_edges(on.page, element["area"])) <= 0 for element in on.told["elements"]
    )
    whole = union([text["ink"] for text in on.texts]) if on.texts else (0, 0, 0, 0)
    reached = sum(gap <= 10 * on.unit for gap in to_edges(on.page, whole))
    return 0.75 * (np.mean(kept) if kept else 1.0) + 0.25 * (bleeds or reached >= 2)


def rhythm(on):
    gaps = []
    for upper in on.texts:
        x, y, w, h = upper["ink"]
        below = [
            lower["ink"][1] - y - h for lower in on.texts
            if lower is not upper and lower["ink"][1] >= y + h - 0.5 * on.unit
            and lower["ink"][0] < x + w and lower["ink"][0] + lower["ink"][2] > x
        ]
        gaps += [min(below)] if below else []
    if not gaps:
        return 0.8
    gaps.sort()
    grouped = 1.0 if len(gaps) < 3 else 0.4 + 0.6 * ramp(gaps[-1] / max(gaps[0], 0.4 * on.unit), 1.1, 2)
    sizes = []
    for gap in gaps:
        if not sizes or gap - sizes[-1] >= 0.5 * on.unit:
            sizes.append(gap)
    crowded = sum(gap < 0.4 * on.unit for gap in gaps)
    return grouped * 0.6**crowded * 0.93 ** max(len(sizes) - 5, 0)


def clutter(on):
    page = on.page[2] * on.page[3]
    specks = [
        element["area"] for element in on.told["elements"]
        if element["node"]["role"] == "embellishment" and element["node"]["kind"] == "shape"
        and element["area"][2] * element["area"][3] < 0.012 * page
        and max(element["area"][2:]) < 5 * min(element["area"][2:])
    ]

    def hit(ink):
        shared = (common(speck, ink)[2:] for speck in specks)
        return any(0 < w * h < 0.9 * ink[2] * ink[3] for w, h in shared)

    clear = 1 - sum(hit(text["ink"]) for text in on.texts) / max(len(on.texts), 1)
    return (2 * ramp(len(specks), 12, 3) + clear) / 3
