"""An SVG as it lies on disk: its groups by node, true bounds of its paths, and pictures of parts of it by librsvg."""

import copy
import math
import re
import xml.etree.ElementTree as ET

import numpy
import pyvips
from fontTools.misc.transform import Identity, Transform
from fontTools.pens.boundsPen import BoundsPen
from fontTools.pens.transformPen import TransformPen
from fontTools.svgLib.path.parser import parse_path

SVG = "http://www.w3.org/2000/svg"
ET.register_namespace("", SVG)
ET.register_namespace("xlink", "http://www.w3.org/1999/xlink")


def tag(element):
    return element.tag.rpartition("}")[2]


def transform_of(element):
    """The element's own `transform`."""
    whole = Identity
    for name, words in re.findall(r"(\w+)\s*\(([^)]*)\)", element.get("transform", "")):
        n = [float(word) for word in re.split(r"[\s,]+", words.strip())]
        if name == "matrix":
            step = Transform(*n)
        elif name == "translate":
            step = Identity.translate(n[0], n[1] if len(n) > 1 else 0)
        elif name == "scale":
            step = Identity.scale(n[0], n[1] if len(n) > 1 else n[0])
        elif name == "rotate":
            x, y = n[1:] or (0, 0)
            step = Identity.translate(x, y).rotate(math.radians(n[0])).translate(-x, -y)
        else:
            raise ValueError(f"transform {name} is not expected here")
        whole = whole.transform(step)
    return whole


def written(transform):
    """A transform as an attribute's value."""
    return f"matrix({' '.join(repr(float(number)) for number in transform)})"


def path_bounds(d, transform=Identity):
    """The smallest box [x0, y0, x1, y1] around a path, curves and not their handles; none when it is empty."""
    pen = BoundsPen(None)
    parse_path(d, TransformPen(pen, transform))
    return pen.bounds


class Drawing:
    """An outlined SVG of ours: one group with `data-node` for each node."""

    def __init__(self, text):
        self.root = ET.fromstring(text)
        self.parents = {child: parent for parent in self.root.iter() for child in parent}
        self.groups = {}
        for element in self.root.iter():
            if element.get("data-node") is not None:
                self.groups[element.get("data-node")] = element
        self.ids = {element.get("id"): element for element in self.root.iter() if element.get("id")}
        self.view = [float(word) for word in self.root.get("viewBox").split()]

    def ancestry(self, element):
        """The element and what it lies in, outermost first, without the root."""
        chain = []
        while element is not self.root:
            chain.append(element)
            element = self.parents[element]
        return chain[::-1]

    def transform(self, element):
        """From the element's coordinates to the page's."""
        whole = Identity
        for step in self.ancestry(element):
            whole = whole.transform(transform_of(step))
        return whole

    def opacity(self, element):
        return math.prod(float(step.get("opacity", 1)) for step in self.ancestry(element))

    def colours(self, value):
        """The colours that a `fill` or `stroke` stands for: one, or those of a gradient's stops."""
        found = re.fullmatch(r"url\(#(.+)\)", value.strip())
        if found is None:
            return [value]
        server = self.ids.get(found.group(1))
        stops = [] if server is None else [stop for stop in server.iter() if tag(stop) == "stop"]
        return [stop.get("stop-color", "#000") for stop in stops]

    def without(self, nodes):
        """The same drawing with the groups of some nodes emptied."""
        bare = copy.deepcopy(self.root)
        for element in bare.iter():
            if element.get("data-node") in nodes:
                element[:] = []
        return bare

    def only(self, element):
        """An SVG of one element where it stands."""
        inner = copy.deepcopy(element)
        inner.attrib.pop("transform", None)
        alone = ET.Element(f"{{{SVG}}}svg")
        holder = ET.SubElement(alone, f"{{{SVG}}}g", {"transform": written(self.transform(element))})
        holder.append(inner)
        return alone

    def mask(self, path, box):
        """How much of each pixel of `box` (integers x0, y0, x1, y1) a path covers, 0 to 255."""
        alone = ET.Element(f"{{{SVG}}}svg")
        shape = {"transform": written(self.transform(path)), "d": path.get("d"), "fill": "#000"}
        if path.get("fill-rule"):
            shape["fill-rule"] = path.get("fill-rule")
        ET.SubElement(alone, f"{{{SVG}}}path", shape)
        return picture(alone, box)[..., 3]


def picture(root, box, scale=1.0):
    """Draws a box [x0, y0, x1, y1] of an SVG: height × width × RGBA8, straight alpha."""
    x0, y0, x1, y1 = box
    size = max(1, round((x1 - x0) * scale)), max(1, round((y1 - y0) * scale))
    view = {"viewBox": f"{x0} {y0} {x1 - x0} {y1 - y0}", "width": str(size[0]), "height": str(size[1])}
    framed = ET.Element(f"{{{SVG}}}svg", {**view, "preserveAspectRatio": "none"})
    framed.extend(list(root))
    image = pyvips.Image.svgload_buffer(ET.tostring(framed), unlimited=True)
    shape = (image.height, image.width, image.bands)
    assert shape == (size[1], size[0], 4), (shape, size)
    return numpy.ndarray(shape, numpy.uint8, image.write_to_memory())


def on_white(pixels):
    """What an RGBA picture looks like on white, height × width × RGB8."""
    if (pixels[..., 3] == 255).all():
        return pixels[..., :3]
    alpha = pixels[..., 3:].astype(float) / 255
    return numpy.rint(pixels[..., :3] * alpha + 255 * (1 - alpha)).astype(numpy.uint8)


def dilated(mask, reach):
    """Marks every pixel at most `reach` from a marked one, in rows, columns and diagonals."""
    for _ in range(reach):
        rows = numpy.pad(mask, ((1, 1), (0, 0)))
        columns = numpy.pad(rows[:-2] | rows[1:-1] | rows[2:], ((0, 0), (1, 1)))
        mask = columns[:, :-2] | columns[:, 1:-1] | columns[:, 2:]
    return mask
