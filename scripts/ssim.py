"""Structural similarity of pictures: Wang et al., 2004, on luminance, Gaussian window of 11 px, sigma 1.5.

usage: ssim.py [--least X] A.png B.png [A.png B.png ...]

Transparent pixels lie on white. Prints one figure a pair and the lowest of all; fails below X (default 0.99).
"""
import sys

import numpy
from PIL import Image


def luminance(path):
    image = Image.open(path).convert("RGBA")
    white = Image.new("RGBA", image.size, "white")
    rgb = numpy.asarray(Image.alpha_composite(white, image).convert("RGB"), dtype=numpy.float64)
    return rgb @ numpy.array([0.2126, 0.7152, 0.0722])


def window():
    x = numpy.arange(11) - 5
    weights = numpy.exp(-(x**2) / (2 * 1.5**2))
    return weights / weights.sum()


def blurred(plane, weights):
    rows = sum(w * plane[i : plane.shape[0] - 10 + i, :] for i, w in enumerate(weights))
    return sum(w * rows[:, i : rows.shape[1] - 10 + i] for i, w in enumerate(weights))


def ssim(a, b):
    if a.shape != b.shape:
        raise SystemExit(f"sizes differ: {a.shape[::-1]} and {b.shape[::-1]}")
    weights, c1, c2 = window(), (0.01 * 255) ** 2, (0.03 * 255) ** 2
    mean_a, mean_b = blurred(a, weights), blurred(b, weights)
    var_a = blurred(a * a, weights) - mean_a**2
    var_b = blurred(b * b, weights) - mean_b**2
    cov = blurred(a * b, weights) - mean_a * mean_b
    shown = (2 * mean_a * mean_b + c1) * (2 * cov + c2)
    return (shown / ((mean_a**2 + mean_b**2 + c1) * (var_a + var_b + c2))).mean()


def main(arguments):
    least = 0.99
    if arguments[:1] == ["--least"]:
        least, arguments = float(arguments[1]), arguments[2:]
    if not arguments or len(arguments) % 2:
        raise SystemExit(__doc__)
    figures = []
    for a, b in zip(arguments[::2], arguments[1::2]):
        figure = ssim(luminance(a), luminance(b))
        figures.append(figure)
        print(f"{figure:.5f}  {a}  {b}")
    print(f"{min(figures):.5f}  the lowest of {len(figures)}; {least} is asked for")
    return 0 if min(figures) >= least else 1


sys.exit(main(sys.argv[1:]))
