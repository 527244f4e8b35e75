"""Shows that every rule catches what it is for, and nothing else, on designs of a few lines."""

import hashlib
import json
import tempfile
from pathlib import Path

import numpy
from coloraide import Color
from PIL import Image

from . import colours
from .design import Kit
from .drawing import Drawing, on_white, path_bounds, picture

PAPER, INK, RED, GREY = "#f8f5f0", "#151822", "#dc1a21", "#8a8580"
# Pairs of Lab colours and their CIEDE2000. Source: Sharma, Wu, Dalal, "The CIEDE2000 Color-Difference Formula".
PAIRS = [
    ((50, 2.6772, -79.7751), (50, 0, -82.7485), 2.0425),
    ((50, -1.3802, -84.2814), (50, 0, -82.7485), 1.0000),
    ((50, 0, 0), (50, -1, 2), 2.3669),
    ((50, 2.49, -0.001), (50, -2.49, 0.0009), 7.1792),
    ((50, 2.49, -0.001), (50, -2.49, 0.0011), 7.2195),
    ((50, -0.001, 2.49), (50, 0.0011, -2.49), 4.7461),
    ((50, 2.5, 0), (73, 25, -18), 27.1492),
    ((50, 2.5, 0), (58, 24, 15), 19.4535),
    ((60.2574, -34.0099, 36.2677), (60.4626, -34.1751, 39.4387), 1.2644),
    ((22.7233, 20.0904, -46.694), (23.0331, 14.973, -42.5619), 2.0373),
    ((90.8027, -2.0831, 1.441), (91.1528, -1.6435, 0.0447), 1.4441),
    ((2.0776, 0.0795, -1.135), (0.9033, -0.0636, -0.5514), 0.9082),
]
LOGO = '<path d="M0 0H100V10H0Z" fill="#dc1a21"/><path d="M0 10H20V40H0ZM70 30H100V40Z" fill="#151822"/>'


def base():
    """A sound design, as the parts that the cases change."""
    return {
        # The handles of this curve stand far out of the box; the curve does not.
        "title": "M50 50H150V90H50ZM160 90C160 30 200 30 200 90Z",
        "title_fill": INK, "title_token": "t.ink", "title_turn": "",
        "small": "M50 150H200V158H50Z", "small_fill": INK, "small_token": "t.ink", "small_size": 16,
        "behind": "", "above": "", "art": RED, "words": ["Spring", " Plant\nSale"],
        "mark": "matrix(1 0 0 1 40 340)", "mark_box": [40, 340, 100, 40], "mark_art": LOGO,
        "options": (1, 2, 3), "png": None,
    }


def svg(parts):
    at = parts
    return f"""<svg xmlns="http://www.w3.org/2000/svg" width="400" height="400" viewBox="0 0 400 400">
<g data-node="ground"><path d="M0 0H400V400H0Z" fill="{PAPER}"/></g>
<g data-node="art"><g transform="matrix(2 0 0 2 260 260)">
<path d="M0 0L60 0L30 60Z" fill="{at['art']}"/>{at['behind']}</g></g>
<g data-node="title" id="text0"{at['title_turn']}><path fill="{at['title_fill']}" d="{at['title']}"/></g>
<g data-node="small" id="text1"><path fill="{at['small_fill']}" d="{at['small']}"/></g>
<g data-node="mark"><g transform="{at['mark']}">{at['mark_art']}</g></g>
<g data-node="plate">{at['above']}</g></svg>"""


def document(parts, logo):
    def node(name, kind, role, box, **more):
        return {"id": name, "kind": kind, "role": role, "box": box, "provenance": "generated", **more}

    def text(name, role, box, words, size, token):
        runs = [{"text": word, "size": size, "font": {"family": "Inter", "weight": 400}} for word in words]
        return node(name, "text", role, box, fill={"token": token}, text={"runs": runs, "leading": 1})

    return {
        "v": 1, "page": {"w": 400, "h": 400, "unit": "px", "dpi": 72, "bleed": 0},
        "nodes": [
            node("ground", "shape", "background", [0, 0, 400, 400], fill={"token": "t.paper"}),
            node("art", "svg", "image", [260, 260, 120, 120], blob="sha256:" + "0" * 64),
            text("title", "headline", [40, 40, 320, 60], parts["words"], 40, parts["title_token"]),
            text("small", "body", [40, 145, 320, 20], ["2 May"], parts["small_size"], parts["small_token"]),
            node("mark", "svg", "logo", parts["mark_box"], blob=f"sha256:{logo}"),
            node("plate", "svg", "embellishment", [0, 0, 400, 400], blob="sha256:" + "1" * 64),
        ],
    }


def cloud(seed):
    """A picture that is like no other: soft random spots. A negative seed mirrors it."""
    spots = numpy.random.default_rng(abs(seed)).integers(0, 256, (6, 6, 3), dtype=numpy.uint8)
    image = Image.fromarray(spots).resize((128, 128), Image.Resampling.BICUBIC)
    return image if seed > 0 else image.transpose(Image.Transpose.FLIP_LEFT_RIGHT)


def write(folder, parts, logo):
    turn = folder / "options/turn-1"
    turn.mkdir(parents=True)
    drawn = svg(parts)
    (folder / "final.svg").write_text(drawn)
    (folder / "design.json").write_text(json.dumps(document(parts, logo)))
    shown = on_white(picture(Drawing(parts["png"] or drawn).root, (0, 0, 400, 400)))
    Image.fromarray(shown).save(folder / "final.png")
    names = [f"option-{index}.png" for index in range(1, 4)]
    for name, seed in zip(names, parts["options"]):
        cloud(seed).save(turn / name)
    offered = [{"design": "", "png": name} for name in names]
    (turn / "set.json").write_text(json.dumps({"options": offered}))


def kit(folder):
    folder.mkdir()
    names = {"paper": PAPER, "ink": INK, "red": RED, "grey": GREY}
    own = {name: {"$value": value} for name, value in names.items()}
    tokens = {"t": {"$type": "color", **own}, "use": {"ink": {"$value": "{t.ink}"}}}
    (folder / "t.tokens.json").write_text(json.dumps(tokens))
    logos = [{"id": "full", "file": "logo.svg", "clear_space": 0.25, "min_px": 32}]
    (folder / "kit.json").write_text(json.dumps({"tokens": ["*.tokens.json"], "logos": logos}))
    (folder / "logo.svg").write_text(f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 100 40">{LOGO}</svg>')
    return hashlib.sha256((folder / "logo.svg").read_bytes()).hexdigest()


BLACK_STRIP = '<path d="M-105 {y}H-30V{to}H-105Z" fill="#151822"/>'
CASES = [
    ("a sound design", {}, None),
    ("an alias of a token", {"title_token": "use.ink"}, None),
    ("a glyph below its box", {"title": "M50 50H150V101H50Z"}, "glyphs"),
    ("a curve out of its box", {"title": "M50 60H150V70H50ZM160 90C160 0 200 0 200 90Z"}, "glyphs"),
    ("a turn that carries a glyph off the page", {"title_turn": ' transform="rotate(90 10 70)"'}, "glyphs"),
    ("words that are not drawn", {"small": ""}, "glyphs"),
    ("grey text that is large", {"title_fill": GREY, "title_token": "t.grey"}, None),
    (
        "grey text that is small",
        {"small_fill": GREY, "small_token": "t.grey", "small_size": 8.5},
        "contrast, type size",
    ),
    ("dark behind a tenth of dark text", {"behind": BLACK_STRIP.format(y=-56, to=-54.6)}, "contrast"),
    ("a speck behind dark text", {"behind": '<path d="M-100 -54H-99V-53H-100Z" fill="#151822"/>'}, None),
    ("a plate over text", {"above": f'<path d="M100 40H220V100H100Z" fill="{PAPER}"/>'}, "hidden"),
    ("a foreign colour in a picture", {"art": "#1c64e3"}, "fills"),
    ("a colour a shade off", {"art": "#dc1b22"}, None),
    ("a token that is none", {"title_token": "t.blue"}, "fills"),
    ("another colour than the token's", {"title_fill": RED}, "fills"),
    ("a stretched mark", {"mark": "matrix(1 0 0 0.99 40 340)"}, "logo"),
    ("a turned mark", {"mark": "matrix(-1 0 0 -1 140 380)"}, "logo"),
    ("a mark too small", {"mark": "matrix(0.7 0 0 0.7 40 340)", "mark_box": [40, 340, 70, 28]}, "logo"),
    ("a mark drawn anew", {"mark_art": LOGO.replace("H20V40", "H30V40")}, "logo"),
    ("text in a mark's clear space", {"mark": "matrix(1 0 0 1 40 167)", "mark_box": [40, 167, 100, 40]}, "logo"),
    ("a name cut short", {"words": ["Spring", " Plants Sale"]}, "copy"),
    ("small type", {"small_size": 7.9}, "type size"),
    ("another picture", {"png": svg({**base(), "art": INK})}, "picture"),
    ("two options alike", {"options": (1, 2, 1)}, "options"),
    ("an option mirrored", {"options": (1, 2, -1)}, "options"),
]


def formulas():
    """What is wrong with the arithmetic, if anything."""
    for one, other, want in PAIRS:
        for a, b in ((one, other), (other, one)):
            got = float(colours.ciede2000(a, b))
            if abs(got - want) > 1e-4:
                yield f"CIEDE2000 of {a} and {b} is {got:.4f}, published {want}"
    for a, b in ((RED, INK), (PAPER, GREY), ("#1c64e3", "#522fe0"), ("#0faa5f", "#b6dd25")):
        rgb = [numpy.array(colours.rgb_of_hex(text)) for text in (a, b)]
        got = float(colours.ciede2000(*map(colours.lab, rgb)))
        want = Color(a).convert("lab-d65").delta_e(Color(b).convert("lab-d65"), method="2000")
        if abs(got - want) > 0.02:
            yield f"CIEDE2000 of {a} and {b} is {got:.3f}, coloraide says {want:.3f}"
        got, want = float(colours.contrast(*rgb)), Color(a).contrast(b, method="wcag21")
        if abs(got - want) > 1e-3:
            yield f"the contrast of {a} and {b} is {got:.4f}, coloraide says {want:.4f}"
    got = path_bounds("M0 0Q50 100 100 0Z")
    if max(abs(a - b) for a, b in zip(got, (0, 0, 100, 50))) > 1e-9:
        yield f"the bounds of a curve are {got}"


def run(check):
    """Runs every case through `check`; 1 when one is not caught, or another thing is."""
    wrong = list(formulas())
    with tempfile.TemporaryDirectory() as scratch:
        scratch = Path(scratch)
        logo = kit(scratch / "kit")
        brand = Kit.of(scratch / "kit")
        for index, (name, change, want) in enumerate(CASES):
            out = scratch / str(index)
            write(out, {**base(), **change}, logo)
            required = ["spring plant sale", "2 May"]
            _, results, _ = check(out, brand, required, options=False, program=None, brand=None)
            found = [finding for result in results.values() for finding in result["findings"]]
            rules = ", ".join(sorted({finding.rule for finding in found if not finding.note}))
            caught = rules == (want or "")
            print(f"{'ok' if caught else 'WRONG'}  {name}: {rules or 'passes'}")
            if not caught:
                wrong.append(f"{name}: wanted {want}, found {[vars(finding) for finding in found]}")
    for sentence in wrong:
        print(sentence)
    print(f"{len(CASES)} designs, {len(PAIRS)} published pairs: {len(wrong)} wrong")
    return int(bool(wrong))
