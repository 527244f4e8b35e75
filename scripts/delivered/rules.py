"""The rules. Each takes a design (and the kit) and yields what is wrong with it."""

import math
import re
import unicodedata

import numpy
import pdqhash
from PIL import Image

from . import colours
from .colours import UnknownColour
from .design import Finding, pixels_of
from .drawing import Drawing, dilated, path_bounds, picture, tag

SLACK_PX = 0.5
FILL_ERROR_MAX = 2.0
ASPECT_ERROR_MAX = 0.005
OPTIONS_APART_MIN = 32
SMALLEST_PX = 10.0


def excess(outer, inner):
    """How far `inner` reaches out of `outer`, px; both are x0, y0, x1, y1."""
    return max(outer[0] - inner[0], outer[1] - inner[1], inner[2] - outer[2], inner[3] - outer[3])


def box_of(node):
    x, y, w, h = node["box"]
    return x, y, x + w, y + h


def glyphs_inside(design):
    """Every glyph lies in its node's box and on the page; text that is there is drawn."""
    for node in design.texts:
        pieces = design.pieces(node)
        if not pieces and design.text_of(node).strip():
            yield Finding("glyphs", node["id"], "has words but no outlines")
        for piece in pieces:
            out = excess(box_of(node), piece.own_bounds)
            if out > SLACK_PX:
                yield Finding("glyphs", node["id"], f"a glyph stands {out:.2f} px out of the box")
            out = excess(design.page, piece.bounds)
            if out > SLACK_PX:
                yield Finding("glyphs", node["id"], f"a glyph stands {out:.2f} px off the page")


def is_large(design, size, weight):
    """Large text after scaling the short side to 1080 px; none on skyscrapers and leaderboards."""
    ratio = design.w / design.h
    if ratio < 0.4 or ratio >= 3.2:
        return False
    scaled = size * 1080 / design.short
    return scaled >= 24 or (weight >= 700 and scaled >= 18.66)


def under(design, piece):
    """The colours behind a piece and around it, and which of them its glyphs cover wholly; its colour as drawn."""
    reach = 2 if piece.size >= 16 else 1
    x0, y0 = (max(0, math.floor(edge) - reach - 1) for edge in piece.bounds[:2])
    x1 = min(round(design.w), math.ceil(piece.bounds[2]) + reach + 1)
    y1 = min(round(design.h), math.ceil(piece.bounds[3]) + reach + 1)
    if x0 >= x1 or y0 >= y1:
        return None
    cover = design.drawing.mask(piece.path, (x0, y0, x1, y1))
    window = numpy.s_[y0:y1, x0:x1]
    return design.ground[window], design.whole[window], dilated(cover > 25, reach), cover == 255


def contrast_of_text(design):
    """The fifth percentile of a text's contrast with the page without text, pooled over each style of a node."""
    for node in design.texts:
        styles = {}
        for piece in design.pieces(node):
            seen = under(design, piece)
            if seen is None:
                continue
            ground, whole, near, solid = seen
            opacity = design.drawing.opacity(piece.path)
            behind = ground[near].astype(float)
            shown = [opacity * numpy.array(colours.rgb_of_hex(c)) + (1 - opacity) * behind for c in piece.colours]
            ratios = numpy.min([colours.contrast(color, behind) for color in shown], axis=0)
            need = 3.0 if is_large(design, piece.size, piece.weight) else 4.5
            styles.setdefault((need, piece.size, piece.weight, tuple(piece.colours)), []).append(ratios)
            if solid.sum() >= 12 and len(shown) == 1:
                own = opacity * numpy.array(colours.rgb_of_hex(piece.colours[0])) + (1 - opacity) * ground[solid]
                lost = float((abs(whole[solid] - own).max(axis=1) > 24).mean())
                most = 0.12 if node["role"] == "headline" else 0.01
                if lost > most:
                    yield Finding("hidden", node["id"], f"{lost:.0%} of its ink is not seen")
        for (need, size, _, fill), ratios in styles.items():
            pooled = float(numpy.percentile(numpy.concatenate(ratios), 5, method="lower"))
            what = f"{' '.join(fill)} at {size:g} px"
            if pooled < need:
                yield Finding("contrast", node["id"], f"{what}: {pooled:.2f}, needs {need}")
            else:
                line = min(float(numpy.percentile(one, 5, method="lower")) for one in ratios)
                if line < need:
                    told = f"{what}: one line {line:.2f}, needs {need}"
                    yield Finding("contrast of a line", node["id"], told, note=True)


def tokens_of(paint):
    if paint is None:
        return []
    if "token" in paint:
        return [paint["token"]]
    return [stop["token"] for stop in paint["gradient"]["stops"]]


def painted(element, drawing):
    """Every solid fill, stroke and gradient stop under an element, as written; nothing inside clip paths and masks."""
    if tag(element) in ("clipPath", "mask"):
        return
    if tag(element) == "stop":
        yield element.get("stop-color", "#000000")
    for name in ("fill", "stroke"):
        value = element.get(name, "none")
        if value not in ("none", "inherit", "currentColor") and not value.startswith("url("):
            yield value
    if tag(element) in ("path", "rect", "circle", "ellipse", "polygon") and not any(
        step.get("fill") for step in drawing.ancestry(element)
    ):
        yield "#000000"
    if element.get("style"):
        raise ValueError("a style attribute is not expected here")
    for inner in element:
        yield from painted(inner, drawing)


def fills_of_kit(design, kit):
    """Every fill of the document is a token of the kit, and every solid colour of the drawing is near one."""
    for node in design.nodes:
        paints = [node.get("fill"), (node.get("stroke") or {}).get("paint")]
        paints += [run.get("fill") for run in node.get("text", {}).get("runs", [])]
        meant = []
        for token in [token for paint in paints for token in tokens_of(paint)]:
            try:
                meant.append(kit.palette[token])
            except UnknownColour:
                yield Finding("fills", node["id"], f"`{token}` is no colour of the kit")
        group = design.drawing.groups.get(node["id"])
        if group is None or node["kind"] == "group" or is_file_of(node, kit):
            continue
        drawn = {colours.rgb_of_hex(value) for value in painted(group, design.drawing)}
        for rgb in sorted(drawn):
            token, distance = kit.palette.nearest(rgb)
            name = "#%02x%02x%02x" % rgb
            if distance > FILL_ERROR_MAX:
                yield Finding("fills", node["id"], f"{name} is {distance:.1f} from the nearest colour, `{token}`")
            elif meant and node["kind"] in ("text", "shape"):
                off = min(float(colours.ciede2000(colours.lab(rgb), colours.lab(own))) for own in meant)
                if off > FILL_ERROR_MAX:
                    yield Finding("fills", node["id"], f"{name} is drawn, which is {off:.1f} from what the node names")


def is_file_of(node, kit):
    return node.get("blob", "").removeprefix("sha256:") in kit.files


def ink_box(pixels):
    """The box of what is drawn in a picture on nothing, px: x0, y0, x1, y1."""
    ys, xs = numpy.nonzero(pixels[..., 3] > 127)
    return None if not len(xs) else (int(xs.min()), int(ys.min()), int(xs.max()) + 1, int(ys.max()) + 1)


def logo_whole(design, kit):
    """A mark is a file of the kit, in its own proportions, level, large enough and with its clear space."""
    for node in (node for node in design.nodes if node["role"] == "logo" and node["kind"] != "group"):
        file = kit.files.get(node.get("blob", "").removeprefix("sha256:"))
        logo = next((logo for logo in kit.logos if file is not None and logo["file"].resolve() == file.resolve()), None)
        if logo is None:
            yield Finding("logo", node["id"], "is not one of the kit's marks")
            continue
        group = design.drawing.groups[node["id"]]
        x0, y0, x1, y1 = box_of(node)
        room = 0.25 * max(x1 - x0, y1 - y0)
        frame = (x0 - room, y0 - room, x1 + room, y1 + room)
        scale = 2400 / max(frame[2] - frame[0], frame[3] - frame[1])
        shown = ink_box(picture(design.drawing.only(group), frame, scale))
        reference, size = reference_of(logo["file"])
        own = ink_box(reference)
        if shown is None:
            yield Finding("logo", node["id"], "is not drawn")
            continue
        width = (shown[2] - shown[0]) / scale / ((own[2] - own[0]) / reference.shape[1] * size[0])
        height = (shown[3] - shown[1]) / scale / ((own[3] - own[1]) / reference.shape[0] * size[1])
        if abs(width / height - 1) > ASPECT_ERROR_MAX:
            yield Finding("logo", node["id"], f"is {abs(width / height - 1):.1%} off its own proportions")
            continue
        # Where the whole file lies on the page, its empty margins included.
        left = frame[0] + shown[0] / scale - own[0] / reference.shape[1] * size[0] * width
        top = frame[1] + shown[1] / scale - own[1] / reference.shape[0] * size[1] * height
        area = (left, top, left + size[0] * width, top + size[1] * height)
        again = picture(design.drawing.only(group), area, reference.shape[1] / (area[2] - area[0]))
        rows = min(again.shape[0], reference.shape[0])
        wrong = abs(again[:rows, :, :].astype(float) - reference[:rows]).max(axis=2) > 64
        seen = (reference[:rows, :, 3] > 127).mean()
        if wrong.mean() > 0.05 * seen:
            yield Finding("logo", node["id"], f"{wrong.mean() / seen:.0%} of the mark is turned, cropped or changed")
        if design.drawing.opacity(group) < 1:
            yield Finding("logo", node["id"], "is see-through")
        if any(abs(step) > 1e-6 for step in design.drawing.transform(group)[1:3]):
            yield Finding("logo", node["id"], "is turned")
        if area[3] - area[1] < logo["min_px"] - SLACK_PX:
            yield Finding("logo", node["id"], f"is {area[3] - area[1]:.1f} px high, the kit asks for {logo['min_px']}")
        if excess(design.page, area) > SLACK_PX:
            yield Finding("logo", node["id"], "runs off the page")
        clear = logo["clear_space"] * (area[3] - area[1])
        for text in design.texts:
            for piece in design.pieces(text):
                wide = min(piece.bounds[2], area[2] + clear) - max(piece.bounds[0], area[0] - clear)
                high = min(piece.bounds[3], area[3] + clear) - max(piece.bounds[1], area[1] - clear)
                if min(wide, high) > SLACK_PX:
                    told = f"`{text['id']}` stands {min(wide, high):.1f} px inside its clear space"
                    yield Finding("logo", node["id"], told)


def reference_of(file):
    """A mark by itself, 2000 px on its long side, and its own size."""
    if file.suffix != ".svg":
        pixels = numpy.asarray(Image.open(file).convert("RGBA"))
        return pixels, (pixels.shape[1], pixels.shape[0])
    drawing = Drawing(file.read_text(encoding="utf-8"))
    x, y, w, h = drawing.view
    return picture(drawing.root, (x, y, x + w, y + h), 2000 / max(w, h)), (w, h)


def plain(text):
    return " ".join(text.split()).casefold()


def folded(text):
    """Typographic forms as typed: straight quotes, hyphens, plain spaces."""
    text = unicodedata.normalize("NFKC", text)
    return plain(re.sub("[‐-―−]", "-", re.sub("[‘’′]", "'", re.sub("[“”″]", '"', text))))


def holds(text, phrase):
    ends = (r"(?<!\w)" if phrase[:1].isalnum() else "", r"(?!\w)" if phrase[-1:].isalnum() else "")
    return re.search(ends[0] + re.escape(phrase) + ends[1], text) is not None


def copy_complete(design, required):
    """Every required string is in one text node (runs joined), or in one group of them."""
    passages = [design.text_of(node) for node in design.texts]
    groups = {}
    for node in design.texts:
        if design.groups[node["id"]]:
            groups.setdefault(design.groups[node["id"]], []).append(design.text_of(node))
    passages += [" ".join(texts) for texts in groups.values()]
    everything = " ".join(design.text_of(node) for node in design.texts)
    for phrase in required:
        if any(holds(plain(passage), plain(phrase)) for passage in passages):
            continue
        if any(holds(folded(passage), folded(phrase)) for passage in passages):
            yield Finding("copy in other signs", "", f"\"{phrase}\"", note=True)
        elif holds(folded(everything), folded(phrase)):
            yield Finding("copy in parts", "", f"\"{phrase}\" is split over several texts", note=True)
        else:
            yield Finding("copy", "", f"\"{phrase}\" is missing")


def floor_of(design):
    """The least size of type that the format allows, hundredths of the page's short side. Source: the design guide."""
    ratio = design.w / design.h
    if design.dpi >= 300:
        return 3.9
    if design.dpi >= 150:
        return 0.85
    if ratio < 0.4:
        return 6.2
    if ratio >= 5:
        return 11.0
    if ratio >= 2.5:
        return 3.4
    if design.short <= 320:
        return 3.4 if ratio < 0.8 else 4.0
    if ratio > 1.3:
        return 2.6
    return 2.2 if ratio < 0.65 else 1.6 if ratio < 0.78 else 2.0


def type_size(design):
    """The smallest type of a design: (px, px on a page whose short side is 1080 px, node), none without text."""
    sizes = [(piece.size, node["id"]) for node in design.texts for piece in design.pieces(node)]
    if not sizes:
        return None
    size, node = min(sizes)
    return size, size * 1080 / design.short, node


def type_readable(design):
    smallest = type_size(design)
    if smallest is None:
        return
    size, _, node = smallest
    floor = floor_of(design) * design.short / 100
    if size < SMALLEST_PX:
        yield Finding("type size", node, f"{size:.2f} px, below {SMALLEST_PX:g} px")
    if size < floor - 0.01:
        yield Finding("type size", node, f"{size:.2f} px, below the format's floor of {floor:.2f} px")


def picture_true(design, png):
    """The delivered picture shows what the delivered drawing says, in another renderer's eyes."""
    pixels = pixels_of(png)
    if pixels.shape != design.whole.shape:
        yield Finding("picture", "", f"is {pixels.shape[1]}×{pixels.shape[0]}, the page {design.w:g}×{design.h:g}")
        return
    off = float((abs(pixels.astype(int) - design.whole).max(axis=2) > 64).mean())
    if off > 0.005:
        yield Finding("picture", "", f"{off:.1%} of its pixels differ from the drawing")


def options_apart(files):
    """The pictures of a set, and mirrored ones, are at least 32 bits of PDQ apart. Yields findings, then the least."""
    hashes = []
    for file in files:
        pixels = numpy.ascontiguousarray(pixels_of(file))
        hashes.append([pdqhash.compute(numpy.ascontiguousarray(one))[0] for one in (pixels, pixels[:, ::-1])])
    least = None
    for i, (one, _) in enumerate(hashes):
        for j in range(i):
            for mirrored, other in zip((False, True), hashes[j]):
                distance = int((one != other).sum())
                least = distance if least is None else min(least, distance)
                if distance < OPTIONS_APART_MIN:
                    how = " when mirrored" if mirrored else ""
                    yield Finding("options", "", f"options {j + 1} and {i + 1} are {distance} bits apart{how}")
    yield least
