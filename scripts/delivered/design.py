"""What one run of `maquette design` left behind, and the kit it was made with."""

import hashlib
import json
from dataclasses import dataclass, field
from pathlib import Path

import numpy
from PIL import Image

from .colours import Palette
from .drawing import SVG, Drawing, on_white, path_bounds, picture, tag, transform_of


@dataclass
class Kit:
    """A brand kit's folder, as far as it is checked."""

    palette: Palette
    logos: list
    files: dict  # SHA-256 of every file, and its path

    @classmethod
    def of(cls, folder):
        manifest = json.loads((folder / "kit.json").read_text(encoding="utf-8"))
        tokens = [file for pattern in manifest["tokens"] for file in sorted(folder.glob(pattern))]
        files = {hashlib.sha256(file.read_bytes()).hexdigest(): file for file in folder.rglob("*") if file.is_file()}
        usual = {"clear_space": 0.5, "min_px": 0}
        logos = [{**usual, **logo, "file": folder / logo["file"]} for logo in manifest.get("logos", [])]
        return cls(Palette.of_files(tokens), logos, files)


@dataclass
class Finding:
    """One thing that is wrong. A note is told but does not fail."""

    rule: str
    node: str
    message: str
    note: bool = False


@dataclass
class Piece:
    """One outlined path of a text: glyphs of one line and style."""

    path: object
    colours: list
    size: float
    weight: float
    bounds: tuple  # on the page
    own_bounds: tuple  # before rotation, as the node's box is meant


@dataclass
class Design:
    """One design: its document, its drawing, and what is derived of both once."""

    document: dict
    drawing: Drawing
    sizes: dict = field(default_factory=dict)  # by text node: (size, weight) of each run that has ink, in drawn order

    def __post_init__(self):
        page = self.document["page"]
        self.w, self.h, self.dpi = page["w"], page["h"], page["dpi"]
        self.page = (0, 0, self.w, self.h)
        self.nodes, self.groups, self._pieces = [], {}, {}
        self._walk(self.document["nodes"], None)
        self.texts = [node for node in self.nodes if node["kind"] == "text"]
        self.ground = on_white(picture(self.drawing.without({node["id"] for node in self.texts}), self.page))
        self.whole = on_white(picture(self.drawing.without(set()), self.page))

    def _walk(self, nodes, group):
        for node in nodes:
            self.nodes.append(node)
            self.groups[node["id"]] = group
            self._walk(node.get("children", []), node["id"])

    @classmethod
    def read(cls, document, outlined, live=None):
        drawing = Drawing(outlined.read_text(encoding="utf-8"))
        sizes = cls._sizes(Drawing(live.read_text(encoding="utf-8"))) if live is not None and live.is_file() else {}
        return cls(json.loads(document.read_text(encoding="utf-8")), drawing, sizes)

    @staticmethod
    def _sizes(live):
        sizes = {}
        for node, group in live.groups.items():
            runs = [text for text in group.iter(f"{{{SVG}}}text") if (text.text or "").strip()]
            sizes[node] = [(float(run.get("font-size")), float(run.get("font-weight", 400))) for run in runs]
        return sizes

    def pieces(self, node):
        """The paths of a text node with the size and weight of their type; read once."""
        if node["id"] not in self._pieces:
            self._pieces[node["id"]] = list(self._read_pieces(node))
        return self._pieces[node["id"]]

    def _read_pieces(self, node):
        group = self.drawing.groups.get(node["id"])
        paths = [] if group is None else [element for element in group.iter() if tag(element) == "path"]
        styles = self.sizes.get(node["id"], [])
        for index, path in enumerate(paths):
            colours = self.drawing.colours(path.get("fill", "#000"))
            # Without the live drawing, or where it has other runs: the smallest type that the document has there.
            runs = [(run["size"], run["font"]["weight"]) for run in node["text"]["runs"] if run["text"].strip()]
            size, weight = styles[index] if len(styles) == len(paths) else min(runs)
            own, whole = transform_of(path), self.drawing.transform(path)
            own_bounds = path_bounds(path.get("d"), own)
            if own_bounds is not None:
                bounds = own_bounds if whole == own else path_bounds(path.get("d"), whole)
                yield Piece(path, colours, size, weight, bounds, own_bounds)

    @property
    def short(self):
        return min(self.w, self.h)

    def text_of(self, node):
        return "".join(run["text"] for run in node["text"]["runs"])


def pixels_of(file):
    """A picture file on white, height × width × RGB8."""
    return on_white(numpy.asarray(Image.open(file).convert("RGBA")))
