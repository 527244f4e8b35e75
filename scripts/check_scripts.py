"""Compares sample lines in eight scripts, as the typeset example sets them, with HarfBuzz.

Usage: check_scripts.py TYPESET OUT, where OUT/fonts is a font folder with the Noto families.
"""

import io
import json
import subprocess
import sys
from pathlib import Path

import uharfbuzz
from fontTools.ttLib import TTFont

# Name, family, language, script for HarfBuzz, width in px, text, and where a reader would end the lines.
SAMPLES = [
    ("latin", "Noto Sans", "en", "Latn", 700, "Night market on the pier: affluent, fjord, naïve façade", None),
    ("cyrillic", "Noto Sans", "ru", "Cyrl", 700, "Ночной рынок на набережной, вход свободный", None),
    ("greek", "Noto Sans", "el", "Grek", 700, "Νυχτερινή αγορά στην προκυμαία, είσοδος ελεύθερη", None),
    ("arabic", "Noto Sans Arabic", "ar", "Arab", 620, "سوق الليل على الرصيف، الدخول مجاني للجميع", None),
    ("hebrew", "Noto Sans Hebrew", "he", "Hebr", 620, "שוק לילה על הרציף, הכניסה חופשית לכולם", None),
    ("devanagari", "Noto Sans Devanagari", "hi", "Deva", 640, "घाट पर रात्रि बाज़ार, प्रवेश निःशुल्क, क्षत्रिय संस्कृति", None),
    ("thai", "Noto Sans Thai", "th", "Thai", 520, "ตลาดนัดกลางคืนริมแม่น้ำ เข้าชมฟรีทุกวันเสาร์", ["ตลาดนัด", "กลางคืน", "ริม", "แม่น้ำ", "เข้าชม", "ฟรี", "ทุก", "วัน", "เสาร์"]),
    ("japanese", "Noto Sans JP", "ja", "Jpan", 520, "「夏の夜市」、毎週土曜日。入場無料、どなたでもようこそ！", None),
    ("chinese", "Noto Sans SC", "zh", "Hans", 520, "码头夜市，每周六晚上六点，免费入场！欢迎大家。", None),
    ("mixed", "Noto Sans Arabic", "ar", "Arab", 900, "معرض Maquette في 21 يونيو", None),
]
# What may not begin a line, and what may not end one.
CLOSING = set("、。，．！？」』）】ーぁぃぅぇぉっゃゅょァィゥェォッャュョ々：；%")
OPENING = set("「『（【")
# Places are on a grid of 1/64 px, so each may be off by half a step on either side.
TOLERANCE = 1 / 64 + 1e-6


def faces(folder, name, cache={}):
    """A font file unpacked, for HarfBuzz."""
    if name not in cache:
        font = TTFont(folder / "fonts" / name)
        font.flavor = None
        plain = io.BytesIO()
        font.save(plain)
        cache[name] = uharfbuzz.Face(plain.getvalue())
    return cache[name]


def shaped(folder, run, language):
    """The run's glyphs and advances in px, as HarfBuzz has them."""
    font = uharfbuzz.Font(faces(folder, run["file"]))
    font.set_variations(run["axes"])
    buffer = uharfbuzz.Buffer()
    buffer.add_str(run["text"])
    buffer.guess_segment_properties()
    buffer.direction = "rtl" if run["rtl"] else "ltr"
    buffer.language = language
    uharfbuzz.shape(font, buffer, {})
    scale = run["size"] / font.scale[0]
    return [(info.codepoint, place.x_advance * scale) for info, place in zip(buffer.glyph_infos, buffer.glyph_positions)]


def same_glyphs(folder, set_text, language):
    """What differs from HarfBuzz, run by run."""
    for run in set_text["runs"]:
        if "/" not in run["file"]:
            yield f"a run in {run['family']}, which is not of the folder: {run['text']!r}"
            continue
        want = shaped(folder, run, language)
        got = [(glyph[0], glyph[3]) for glyph in run["glyphs"]]
        if [glyph for glyph, _ in want] != [glyph for glyph, _ in got]:
            yield f"{run['text']!r}: glyphs {[g for g, _ in got]} are {[g for g, _ in want]} in HarfBuzz"
        elif any(abs(a - b) > TOLERANCE for (_, a), (_, b) in zip(want, got)):
            yield f"{run['text']!r}: advances differ"


def in_order(set_text):
    """Runs of a line stand from left to right, without overlap."""
    for line in range(len(set_text["lines"])):
        runs = [run for run in set_text["runs"] if run["line"] == line and run["glyphs"]]
        ends = [(run["glyphs"][0][1], run["glyphs"][-1][1] + run["glyphs"][-1][3]) for run in runs]
        for (_, end), (start, _) in zip(ends, ends[1:]):
            if start < end - 0.5:
                yield f"runs of line {line} overlap"


def sensible_breaks(set_text, words):
    lines = set_text["lines"]
    if len(lines) < 2 and words is not False:
        yield "it does not break, so nothing is known of its breaks"
    for line in lines:
        if line[0] in CLOSING or line[-1] in OPENING:
            yield f"a line is {line!r}"
    if words:
        seams, at = set(), 0
        for word in words:
            at += len(word)
            seams.add(at)
        at = 0
        for line in lines[:-1]:
            at += len(line.replace(" ", ""))
            if at not in seams:
                yield f"the line {line!r} ends inside a word"


def main():
    typeset, folder = sys.argv[1], Path(sys.argv[2])
    failed = 0
    for name, family, language, _, width, text, words in SAMPLES:
        picture = folder / f"{name}.png"
        command = [typeset, folder / "fonts", family, language, str(width), text, picture]
        set_text = json.loads(subprocess.run(command, check=True, capture_output=True).stdout)
        faults = [f"no glyph for {set_text['missing']!r}"] if set_text["missing"] else []
        faults += same_glyphs(folder, set_text, language)
        faults += in_order(set_text)
        faults += sensible_breaks(set_text, False if name == "mixed" else words)
        glyphs = sum(len(run["glyphs"]) for run in set_text["runs"])
        print(f"{name:<11} {len(set_text['lines'])} lines, {len(set_text['runs'])} runs, {glyphs} glyphs: "
              f"{'as HarfBuzz has them' if not faults else 'DIFFERENT'}  {' | '.join(set_text['lines'])}")
        for fault in faults:
            print(f"    {fault}")
        failed += bool(faults)
    print(f"{len(SAMPLES) - failed} passed, {failed} failed; pictures in {folder}")
    sys.exit(bool(failed))


main()
