"""Judges the candidates that the example `critiques` wrote by the same rules, and sets times and values beside ours.

usage: bench.py FOLDER RUNS
"""

import pathlib
import statistics
import sys
import time

import cv2
import numpy as np
import skimage

import documents
import pixels
from page import load, subject

# Our names, in the order of the table. The gates give the texts that fail, the others a score.
PIXEL_GATES = {"contrast": pixels.contrast, "covered_text": pixels.covered_text}
GATES = {name: getattr(documents, name) for name in (
    "required_copy", "legible_size", "overflow", "text_overlap", "missing_glyph", "off_page", "palette", "fonts",
)} | PIXEL_GATES
CRAFT = {
    name: getattr(documents, name)
    for name in ("hierarchy", "legibility", "alignment", "margins", "rhythm", "underlay", "clutter")
} | {"scale_contrast": lambda on: documents.scale_contrast(on, pixels.drawn(on.ground_grid).mean())} | {
    name: getattr(pixels, name) for name in (
        "text_contrast", "balance", "white_space", "quiet_ground", "art_presence", "occlusion", "colour_proportion", "harmony",
    )
}
NO_PEER = {
    "banned_words": "text that is read through its disguises: no such package",
    "logo": "the mark's drawing, its room and its proportions: needs the kit and the vector pictures",
}
BESIDE = {
    "swatches": (pixels.swatches, "ten clusters in Oklab; not of the critique"),
    "colourfulness of every pixel": (pixels.colourfulness_of_pixels, "ours looks at cells"),
    "edge density (Canny)": (pixels.edge_density, "ours tells detail by the deviation within cells"),
    "saliency (spectral residual)": (pixels.saliency, "ours is of frequency-tuned salience, in `occlusion`"),
}


def judged(on):
    """All of it, as a program would."""
    return (
        {name: rule(on) for name, rule in (GATES | CRAFT).items()}, pixels.features(on), pixels.pdq(on)
    )


def median_ms(way, runs):
    way()
    times = []
    for _ in range(runs):
        clock = time.process_time_ns()
        way()
        times.append((time.process_time_ns() - clock) / 1e6)
    return statistics.median(times)


class Table:
    """Times and values of every candidate, by rule."""

    def __init__(self):
        self.times, self.ours, self.apart = {}, {}, {}
        self.features, self.ratios = {}, []

    def add(self, name, ms, ours, apart=None):
        self.times.setdefault(name, []).append(ms)
        self.ours.setdefault(name, []).append(ours)
        if apart is not None:
            self.apart.setdefault(name, []).append(apart)

    def tell(self, name, note=""):
        values = self.apart.get(name)
        if name in GATES:
            note = f"{sum(same for same, _ in values)} of {len(values)} verdicts are the same"
            failed = sum(failed for _, failed in values)
            note += f", {failed} of ours fail" if failed else ", none of ours fails"
        elif values:
            note = f"values apart: {max(values):.4f} at most, {statistics.mean(values):.4f} on average"
        ours = [ms for ms in self.ours[name] if ms is not None]
        ours = f"{statistics.median(ours):9.3f}" if ours else f"{'-':>9}"
        print(f"{name:30}{statistics.median(self.times[name]):9.3f}{ours}  {note}")


def compare(folder, runs, table, bits):
    told, page, ground = load(folder)
    on, ms, ours = subject(told, page, ground), told["ms"], told["ours"]
    rules, found, (pdq, quality) = judged(on)
    scores = ours["scores"]
    table.add("subject", median_ms(lambda: subject(told, page, ground), runs), ms["subject"])
    for name, rule in GATES.items():
        failed = scores[name] < 0.5
        table.add(name, median_ms(lambda: rule(on), runs), ms[name], (bool(rules[name]) == failed, failed))
    for name, rule in CRAFT.items():
        table.add(name, median_ms(lambda: rule(on), runs), ms[name], abs(float(rules[name]) - scores[name]))
    table.add("features", median_ms(lambda: pixels.features(on), runs), ms["features"])
    for name, value in found.items():
        table.features.setdefault(name, []).append(abs(value - ours["features"][name]))
    table.add("pdq", median_ms(lambda: pixels.pdq(on), runs), ms["pdq"])
    bits.append(((pdq ^ int(ours["pdq"], 16)).bit_count(), quality, ours["pdq_quality"]))
    for finding in ours["findings"]:
        if finding["rule"] == "contrast" and finding["box"] and finding["node"] in rules["contrast"]:
            table.ratios.append((finding["value"], rules["contrast"][finding["node"]]))
    for name, (rule, _) in BESIDE.items():
        table.add(name, median_ms(lambda: rule(on), runs), ms.get(name))
    whole = median_ms(lambda: judged(subject(told, page, ground)), runs)
    alike = sum(ms[name] for name in NO_PEER)
    table.add("all of these", whole, ms["critique"] - alike)
    for name in NO_PEER:
        table.ours.setdefault(name, []).append(ms[name])
    for what in ("critique", "drawing", "critique, drawing too"):
        table.ours.setdefault(what, []).append(ms[what])


def main():
    cv2.setNumThreads(1)
    folders = sorted(path for path in pathlib.Path(sys.argv[1]).iterdir() if path.is_dir())
    table, bits = Table(), []
    for folder in folders:
        compare(folder, int(sys.argv[2]), table, bits)
    print(f"{len(folders)} pages of 1080 × 1080, half of them damaged; NumPy {np.__version__}, OpenCV {cv2.__version__}, "
          f"scikit-image {skimage.__version__}")
    print(f"{'ms of CPU time, median':30}{'Python':>9}{'ours':>9}")
    for name in ("subject", *GATES, *CRAFT, "features", "pdq"):
        note = ""
        if name == "features":
            note = "without the share of serifs"
        if name == "pdq":
            far, least = max(far for far, *_ in bits), min(min(pair) for _, *pair in bits)
            note = f"at most {far} bits of 256 apart, at a quality of {least} or more"
        table.tell(name, note or ("both pictures in cells" if name == "subject" else ""))
    table.tell("all of these", "in one go, not the sum")
    for name, why in NO_PEER.items():
        print(f"{name:30}{'-':>9}{statistics.median(table.ours[name]):9.3f}  {why}")
    for what, called in (
        ("critique", "the whole critique"), ("drawing", "the page, with and without text"),
        ("critique, drawing too", "the critique of a page not drawn yet"),
    ):
        ms = table.ours[what]
        print(f"{called:36}{'-':>3}{statistics.median(ms):9.3f}  from {min(ms):.1f} to {max(ms):.1f} by page")
    print("\nbeside it")
    for name, (_, note) in BESIDE.items():
        table.tell(name, note)
    most = {name: max(values) for name, values in table.features.items()}
    close = [name for name, apart in most.items() if apart <= 0.0001]
    far = {name: round(apart, 4) for name, apart in most.items() if name not in close}
    print(f"\n{len(close)} of {len(most)} features are at most 0.0001 apart of 1 on any page, colourfulness "
          f"{most['colourfulness']:.5f}; farther: {far or 'none'}")
    if table.ratios:
        apart = max(abs(a - b) / a for a, b in table.ratios)
        print(f"the contrast of {len(table.ratios)} texts that fail: {apart:.2%} apart at most")


main()
