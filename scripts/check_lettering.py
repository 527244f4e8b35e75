"""Has Tesseract read pictures of which we said whether there is writing in them; see check-lettering.sh."""

import csv
import io
import json
import pathlib
import subprocess
import sys
from collections import Counter, defaultdict

FOLDER = pathlib.Path(sys.argv[1])
LETTERS_MIN = 3
CONFIDENCE_MIN = 60
# Sparse text, in no order: words may be anywhere on the picture.
READ = ["--psm", "11", "-l", "eng", "--dpi", "150", "tsv"]


def letters(picture):
    """How many letters and digits Tesseract read with confidence."""
    read = subprocess.run(["tesseract", picture, "-", *READ], capture_output=True, text=True, timeout=120, check=True)
    rows = csv.DictReader(io.StringIO(read.stdout), delimiter="\t", quoting=csv.QUOTE_NONE)
    words = [row["text"] or "" for row in rows if float(row["conf"]) >= CONFIDENCE_MIN]
    return sum(sign.isalnum() for word in words for sign in word)


def main():
    pictures = [json.loads(line) for line in (FOLDER / "told.jsonl").read_text().splitlines()]
    kinds, special = defaultdict(Counter), defaultdict(Counter)
    for picture in pictures:
        ours = picture["ours"] >= 0.5
        theirs = letters(str(FOLDER / picture["file"])) >= LETTERS_MIN
        pair = {(True, True): "both", (True, False): "ours", (False, True): "tesseract", (False, False): "none"}
        kinds[picture["kind"]][pair[ours, theirs]] += 1
        for what in picture["special"]:
            special[what][pair[ours, theirs]] += 1
    version = subprocess.run(["tesseract", "--version"], capture_output=True, text=True, check=True).stdout.split("\n")[0]
    print(f"who finds writing; {version}\n{'':26}{'both':>10}{'ours only':>10}{'it only':>10}{'none':>10}{'agree':>8}")

    def row(name, counts):
        told = "".join(f"{counts[who]:10}" for who in ("both", "ours", "tesseract", "none"))
        print(f"{name:26}{told}{(counts['both'] + counts['none']) / counts.total():8.3f}")

    written, others = kinds.pop("written"), Counter()
    row("written", written)
    for name, counts in sorted(special.items()):
        row("  " + name, counts)
    for name, counts in kinds.items():
        row(name, counts)
        others += counts
    row("all that are not written", others)
    row("all", written + others)
    found, wrong = written["both"] + written["ours"], others["both"] + others["ours"]
    read, misread = written["both"] + written["tesseract"], others["both"] + others["tesseract"]
    print(f"of what is written ours finds {found} of {written.total()}, tesseract {read}")
    print(f"of the others ours takes {wrong} of {others.total()} for writing, tesseract {misread}")
    sys.exit(found * 10 < written.total() * 9 or wrong * 20 > others.total())


main()
