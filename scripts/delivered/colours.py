"""Colours: what a kit holds, how far two colours are apart, and how well one reads on another."""

import json

import numpy
from coloraide import Color


# Linear sRGB to XYZ. Source: IEC 61966-2-1.
TO_XYZ = numpy.array(
    [[0.4124564, 0.3575761, 0.1804375], [0.2126729, 0.7151522, 0.0721750], [0.0193339, 0.1191920, 0.9503041]]
)


class UnknownColour(Exception):
    """A token that is no colour, or names nothing."""


def rgb_of_hex(text):
    """`#rgb` or `#rrggbb` as three numbers of 0 to 255."""
    digits = text.strip().removeprefix("#")
    if len(digits) == 3:
        digits = "".join(2 * digit for digit in digits)
    if len(digits) != 6:
        raise UnknownColour(text)
    return tuple(int(digits[at:at + 2], 16) for at in (0, 2, 4))


def linear(channels):
    """sRGB of 0 to 255 to linear light of 0 to 1."""
    c = numpy.asarray(channels, dtype=float) / 255
    return numpy.where(c <= 0.04045, c / 12.92, ((c + 0.055) / 1.055) ** 2.4)


def luminance(rgb):
    """Relative luminance. Source: WCAG 2.2."""
    return linear(rgb) @ numpy.array([0.2126, 0.7152, 0.0722])


def contrast(a, b):
    """Contrast ratio, 1 to 21. Source: WCAG 2.2."""
    a, b = luminance(a), luminance(b)
    return (numpy.maximum(a, b) + 0.05) / (numpy.minimum(a, b) + 0.05)


def lab(rgb):
    """CIE L*a*b* under D65 of sRGB of 0 to 255."""
    xyz = linear(rgb) @ TO_XYZ.T / TO_XYZ.sum(axis=1)
    f = numpy.where(xyz > (6 / 29) ** 3, numpy.cbrt(xyz), xyz / (3 * (6 / 29) ** 2) + 4 / 29)
    return numpy.stack([116 * f[..., 1] - 16, 500 * (f[..., 0] - f[..., 1]), 200 * (f[..., 1] - f[..., 2])], axis=-1)


def ciede2000(one, other):
    """Distance of two Lab colours (or arrays of them). Source: Sharma, Wu, Dalal 2005."""
    (l1, a1, b1), (l2, a2, b2) = (numpy.moveaxis(numpy.asarray(x, dtype=float), -1, 0) for x in (one, other))
    mean = (numpy.hypot(a1, b1) + numpy.hypot(a2, b2)) / 2
    g = (1 - numpy.sqrt(mean**7 / (mean**7 + 25.0**7))) / 2
    a1, a2 = (1 + g) * a1, (1 + g) * a2
    c1, c2 = numpy.hypot(a1, b1), numpy.hypot(a2, b2)
    h1, h2 = (numpy.degrees(numpy.arctan2(b, a)) % 360 for a, b in ((a1, b1), (a2, b2)))
    grey = c1 * c2 == 0
    turn = (h2 - h1 + 180) % 360 - 180
    # Opposite hues: the formula keeps +180 where the second is the larger.
    turn = numpy.where((turn == -180) & (h2 > h1), 180.0, turn)
    dh = numpy.where(grey, 0, 2 * numpy.sqrt(c1 * c2) * numpy.sin(numpy.radians(turn) / 2))
    apart = abs(h1 - h2) > 180
    middle = numpy.where(apart, numpy.where(h1 + h2 < 360, (h1 + h2 + 360) / 2, (h1 + h2 - 360) / 2), (h1 + h2) / 2)
    middle = numpy.where(grey, h1 + h2, middle)
    light, chroma = (l1 + l2) / 2, (c1 + c2) / 2
    cos = lambda degrees: numpy.cos(numpy.radians(degrees))
    t = 1 - 0.17 * cos(middle - 30) + 0.24 * cos(2 * middle) + 0.32 * cos(3 * middle + 6) - 0.20 * cos(4 * middle - 63)
    sl = 1 + 0.015 * (light - 50) ** 2 / numpy.sqrt(20 + (light - 50) ** 2)
    sc, sh = 1 + 0.045 * chroma, 1 + 0.015 * chroma * t
    blue = 60 * numpy.exp(-(((middle - 275) / 25) ** 2))
    rt = -2 * numpy.sqrt(chroma**7 / (chroma**7 + 25.0**7)) * numpy.sin(numpy.radians(blue))
    dl, dc = (l2 - l1) / sl, (c2 - c1) / sc
    return numpy.sqrt(dl**2 + dc**2 + (dh / sh) ** 2 + rt * dc * dh / sh)


class Palette:
    """The colours of a kit by token, read from its DTCG files."""

    def __init__(self, documents):
        self._values, self._types = {}, {}
        for document in documents:
            self._walk(document, "", None)
        self.tokens = {path: self._color(path, 0) for path in self._values if self._type(path, 0) == "color"}
        self._labs = lab(numpy.array(list(self.tokens.values()))) if self.tokens else numpy.empty((0, 3))
        self._nearest = {}

    @classmethod
    def of_files(cls, files):
        return cls(json.loads(file.read_text(encoding="utf-8")) for file in files)

    def _walk(self, group, path, kind):
        kind = group.get("$type", kind)
        if "$value" in group:
            self._values[path], self._types[path] = group["$value"], kind
            return
        for name, inner in group.items():
            if isinstance(inner, dict) and (not name.startswith("$") or name == "$root"):
                self._walk(inner, f"{path}.{name}" if path else name, kind)

    def _alias(self, path, depth):
        """The token that a token refers to, if it does."""
        value = self._values.get(path)
        return value[1:-1] if isinstance(value, str) and value.startswith("{") and depth < 16 else None

    def _type(self, path, depth):
        goal = self._alias(path, depth)
        return self._types.get(path) or (self._type(goal, depth + 1) if goal else None)

    def _color(self, path, depth):
        goal = self._alias(path, depth)
        if goal:
            return self._color(goal, depth + 1)
        value = self._values.get(path)
        if isinstance(value, str):
            return rgb_of_hex(value[:7])
        if not isinstance(value, dict) or "colorSpace" not in value:
            raise UnknownColour(path)
        parts = [0 if part == "none" else part for part in value["components"]]
        color = Color(value["colorSpace"], parts).convert("srgb").clip()
        return tuple(round(255 * channel) for channel in color.coords())

    def __getitem__(self, token):
        if token not in self.tokens:
            raise UnknownColour(token)
        return self.tokens[token]

    def nearest(self, rgb):
        """The token nearest to a colour and how far it is, CIEDE2000."""
        if rgb not in self._nearest:
            distances = ciede2000(lab(numpy.array(rgb)), self._labs)
            at = int(distances.argmin())
            self._nearest[rgb] = (list(self.tokens)[at], float(distances[at]))
        return self._nearest[rgb]
