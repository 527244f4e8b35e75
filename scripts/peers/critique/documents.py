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


def floor(on, role):
    """The least that is read, px."""
    return (1.6 if role == "legal" else 2.0) * on.unit


def hierarchy(on):
    leader = hero(on)
    if not leader:
        return 0.0
    others = [text for text in on.texts if text is not leader]
    rivals = [
        max(text["size"], floor(on, text["role"])) for text in others
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
    return (lead + order * (0.5 + 0.5 * min(lead / 0.6, 1))) / 2


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
    return max(ramp(leader["size"] / max(body, floor(on, "body")), 1, 4), form) * 0.9 ** (near + max(len(sizes) - 4, 0))


def legibility(on):
    scores, weights = [], []
    for text in on.texts:
        legal, lines, needed = text["role"] == "legal", text["words"], floor(on, text["role"])
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


SIDES = {"start": 0.0, "center": 0.5, "end": 1.0}


def anchors(text):
    return [box[0] + box[2] * SIDES[text["align"]] for box in (text["set"], text["ink"])]


def middle(box):
    return box[0] + box[2] / 2, box[1] + box[3] / 2


def right(box):
    return box[0] + box[2]


def bottom(box):
    return box[1] + box[3]


def area(box):
    return box[2] * box[3]


def is_level(text):
    return text["turn"] % 360 == 0


def is_level_shape(element):
    node = element["node"]
    drawn = node["kind"] == "shape" and (node.get("fill") or node.get("stroke"))
    return drawn and element["turn"] % 180 == 0 and element["opacity"] > 0.1


def is_rule(on, element):
    x, _, w, h = element["area"]
    bleeds = x <= on.page[0] or x + w >= on.page[0] + on.page[2]
    return is_level_shape(element) and 0 < h <= max(on.unit, 2) and w >= 5 * h and not bleeds


def is_set(on, element):
    """Set with the texts: pictures, marks, plates and rules are, ornaments are not."""
    if element["node"]["role"] not in ("image", "logo", "underlay"):
        return is_rule(on, element)
    if element["node"]["kind"] == "shape":
        return is_level_shape(element)
    picture = element["node"]["kind"] in ("image", "svg")
    return picture and element["turn"] % 180 == 0 and element["opacity"] > 0.1


def same_edge(on, text):
    return max(0.2 * on.unit, min(0.012 * text["size"], 0.5 * on.unit))


def plate_of(on, label):
    """The smallest shape below a label that is not much larger than it and carries nothing else."""
    ink = label["ink"]

    def holds(plate, box):
        x, y = middle(box)
        return plate[0] <= x <= right(plate) and plate[1] <= y <= bottom(plate)

    plates = []
    for z, element in enumerate(on.told["elements"][:label["z"]]):
        area = element["area"]
        fits = ink[3] <= area[3] <= 4.5 * ink[3] and ink[2] <= area[2] <= 4 * ink[2]
        if not is_level_shape(element) or not fits or not holds(area, ink):
            continue
        above = enumerate(on.told["elements"][z + 1:], z + 1)
        if not any(at != label["z"] and holds(area, other["area"]) for at, other in above):
            plates.append(area)
    return min(plates, key=lambda area: area[2] * area[3], default=None)


def stray(on, rule):
    """Whether a rule just misses the edges of the texts that it parts."""
    area = rule["area"]
    level = [text for text in on.texts if is_level(text)]
    edges = area[0], middle(area)[0], right(area)
    if any(text["ink"][1] < bottom(area) and bottom(text["ink"]) > area[1] for text in level):
        return False
    if abs(edges[1] - middle(on.page)[0]) <= on.unit:
        return False
    for text in level:
        boxes = text["set"], text["ink"]
        lines = [[box[0] + box[2] * share for box in boxes] for share in (0, 0.5, 1)]
        if any(min(abs(edge - a) for a in at) <= same_edge(on, text) for edge, at in zip(edges, lines)):
            return False
    near = lambda a, b: abs(a - b) <= on.unit
    z = next(at for at, element in enumerate(on.told["elements"]) if element is rule)
    for card in (element["area"] for element in on.told["elements"][:z] if is_level_shape(element)):
        inside = card[1] <= area[1] and bottom(card) >= bottom(area) and card[3] > area[3]
        if inside and near(card[0], area[0]) and near(right(card), right(area)):
            return False
    parted = [
        text for text in level
        if max(area[1] - bottom(text["ink"]), text["ink"][1] - bottom(area)) <= 6 * on.unit
        and text["ink"][0] < right(area) and right(text["ink"]) > area[0]
    ]
    own = {"start": 0, "center": 1, "end": 2}
    off = [min(abs(edges[own[text["align"]]] - a) for a in anchors(text)) for text in parted]
    return bool(off) and min(off) <= 3 * on.unit


def off_plate(on, label):
    plate = plate_of(on, label)
    if plate is None:
        return False
    off = min(abs(at - middle(plate)[0]) for at in anchors(label))
    return max(0.5 * on.unit, 0.03 * label["size"]) < off <= 5 * on.unit


def fills(element):
    return element["node"]["kind"] != "shape" or bool(element["node"].get("fill"))


def carried(plate, box):
    """How much of a box lies on a plate; on a round one by samples."""
    share = area(common(plate["area"], box))
    if not share or plate["node"]["kind"] != "shape" or plate["node"]["shape"]["form"] != "ellipse":
        return share
    (x, y), (_, _, w, h) = middle(plate["area"]), plate["area"]
    across = (box[0] + box[2] * (np.arange(16) + 0.5) / 16 - x) * 2 / w
    down = (box[1] + box[3] * (np.arange(4) + 0.5) / 4 - y) * 2 / h
    return area(box) * (across[:, None] ** 2 + down**2 <= 1).mean()


def underlay(on):
    places = {element["node"]["id"]: at for at, element in enumerate(on.told["elements"])}
    scores = []
    for text in on.texts:
        below = on.told["elements"][:places[text["id"]]]
        plates = [one for one in below if one["node"]["role"] == "underlay" and one["opacity"] > 0.1 and fills(one)]
        ink = sum(map(area, text["lines"]))
        most = max((sum(carried(plate, line) for line in text["lines"]) / ink for plate in plates), default=0)
        if most >= 0.03:
            scores.append(1 - ramp(1 - most, 0.02, 0.3) * ramp(most, 0.03, 0.1))
    return (np.mean(scores) + min(scores)) / 2 if scores else 1.0


def alignment(on):
    level = [text for text in on.texts if is_level(text)]
    edges, worth = [], 1.0
    for text in level:
        at, reach = anchors(text), same_edge(on, text)
        gap = lambda edge: min(abs(b - a) for a in at for b in edge[1])
        kin = [edge for edge in edges if edge[0] == text["align"]]
        if same := next((edge for edge in kin if gap(edge) <= max(reach, edge[3])), None):
            same[2] += 1
            continue
        edges.append([text["align"], at, 1, reach])
    rules = [element for element in on.told["elements"] if is_rule(on, element)]
    labels = [text for text in level if text["align"] == "center"]
    worth *= 0.7 ** (sum(stray(on, rule) for rule in rules) + sum(off_plate(on, label) for label in labels))
    turns = sorted({int(text["turn"] % 90 * 4 + 0.5) % 360 for text in on.texts} - {0})
    for one, other in zip(turns, turns[1:]):
        apart = (other - one) / 4
        worth *= 0.75 - 0.35 * ramp(min(apart, 90 - apart), 4, 30)
    boxes = [element["area"] for element in on.told["elements"] if is_set(on, element)]
    boxes = [box for box in boxes if min(margins_in(on.page, box)) >= on.unit]
    sides = [side for box in boxes for side in (box[0], right(box))]
    lines = {"start": sides, "end": sides, "center": [middle(box)[0] for box in boxes]}
    on_line = lambda edge: any(abs(line - at) <= edge[3] for line in lines[edge[0]] for at in edge[1])
    papers = lambda edge: any(min(at - on.page[0], right(on.page) - at) < 2.6 * on.unit for at in edge[1])
    held = [edge for edge in edges if not papers(edge) and (edge[2] > 1 or on_line(edge))]
    for kind in ("start", "center", "end"):
        alike = sorted((edge for edge in edges if edge[0] == kind), key=lambda edge: edge[1][0])
        for one, other in zip(alike, alike[1:]):
            off = min(abs(b - a) for a in one[1] for b in other[1]) / on.unit
            worth *= 1 - 0.3 * (ramp(off, 9, 1.5) if one in held and other in held else ramp(off, 25, 9))
    if len(level) < 2:
        return worth
    excused = {edge[0] for edge in edges} - {edge[0] for edge in held}
    share = (sum(edge[2] for edge in held) + min(len(excused), 2)) / len(level)
    return share * 0.85 ** max(len(edges) - 3, 0) * worth


def framed(on):
    """Whether content is set in one frame: its margins are alike, and what is set to the middle stands in it."""
    if not on.texts:
        return 1.0
    texts, first = union([text["ink"] for text in on.texts]), min(text["z"] for text in on.texts)
    size = lambda box: box[2] * box[3]
    panels = [
        common(element["area"], on.page) for element in on.told["elements"][:first]
        if is_level_shape(element) and size(element["area"]) < 0.95 * size(on.page)
        and min(margins_in(element["area"], texts)) >= 0
    ]
    within = min(panels, key=size, default=on.page)
    boxes = [element["area"] for element in on.told["elements"] if is_set(on, element)]
    content = union([texts, *(box for box in boxes if min(margins_in(within, box)) > on.unit)])
    stands = lambda off: abs(off) <= on.unit

    def ragged(side):
        off = lambda box: (box[0] - content[0], 0, right(content) - right(box))[side]
        texts = any(text["align"] == ("start", "", "end")[side] and stands(off(text["ink"])) for text in on.texts)
        return not texts and not any(stands(off(box)) for box in boxes)

    sides = [
        (gap, side in (0, 2) and ragged(side)) for side, gap in enumerate(margins_in(within, content))
        if gap <= 12 * on.unit
    ]
    judged, straight = [], [gap for gap, loose in sides if not loose]
    if straight:
        ends = [gap for gap, loose in sides if loose and gap < min(straight)]
        if len(straight) + len(ends) > 1:
            judged.append(ramp(max(straight) - min(straight + ends), 6 * on.unit, 0.5 * on.unit))
    whole = abs(middle(content)[0] - middle(within)[0]) <= 3 * on.unit
    centred = []
    for text in on.texts:
        if is_level(text) and text["align"] == "center" and plate_of(on, text) is None:
            off = min(abs(at - middle(within)[0]) for at in anchors(text))
            centred.append(0.5 if whole and off > 12 * on.unit else ramp(off, 6 * on.unit, 0.3 * on.unit))
    if centred:
        judged.append(np.mean(centred))
    return np.mean(judged) if judged else 1.0


def margins_in(within, box):
    return box[0] - within[0], box[1] - within[1], right(within) - right(box), bottom(within) - bottom(box)


def margins(on):
    kept = [ramp(min(margins_in(on.page, text["ink"])) / (3.5 * on.unit), 0, 1) for text in on.texts]
    bleeds = any(
        element["node"]["kind"] != "text" and element["area"][2] * element["area"][3] < 0.95 * on.page[2] * on.page[3]
        and min(margins_in(on.page, element["area"])) <= 0 for element in on.told["elements"]
    )
    whole = union([text["ink"] for text in on.texts]) if on.texts else (0, 0, 0, 0)
    reached = sum(gap <= 10 * on.unit for gap in margins_in(on.page, whole))
    return 0.5 * (np.mean(kept) if kept else 1.0) + 0.2 * (bleeds or reached >= 2) + 0.3 * framed(on)


def stands_below(on, upper, lower):
    if upper["turn"] != lower["turn"]:
        return middle(lower["ink"])[1] > middle(upper["ink"])[1]
    return lower["ink"][1] >= bottom(upper["ink"]) - 0.5 * on.unit


def rhythm(on):
    gaps = []
    for upper in on.texts:
        x, y, w, h = upper["ink"]
        below = [
            lower["ink"][1] - y - h for lower in on.texts
            if lower is not upper and stands_below(on, upper, lower) and lower["ink"][0] < x + w and lower["ink"][0] + lower["ink"][2] > x
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
