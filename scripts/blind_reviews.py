#!/usr/bin/env python3
"""Lays out blind reviews of designs that check-briefs.sh left, for people who have seen neither code nor seeds.

  scripts/blind_reviews.py fit OUTS BRIEFS.csv DEST --seed S [--count 20] [--maquette PROGRAM]
      DEST/masked.png and DEST/shown.png: numbered pictures, all text taken out and with it; DEST/briefs.txt: the briefs
      in another order, lettered; DEST/key.json: which belongs to which, for whoever counts afterwards.
  scripts/blind_reviews.py pairs ONES OTHERS BRIEFS.csv DEST --seed S [--count 60]
      DEST/pairs-NN.png: two designs of one brief side by side, in an order drawn by the seed; DEST/key.json.
  scripts/blind_reviews.py exemplars FOLDER DEST --seed S [--maquette PROGRAM] [--fonts DIR]
      FOLDER/briefs.json lists id, format and brief; FOLDER/ID-….png is what a designer made of it. DEST/NN.png: that and
      our best option side by side, in an order drawn by the seed; DEST/key.json.

Needs python3 with Pillow.
"""

import argparse
import csv
import json
import random
import string
import subprocess
import sys
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

FONT = ImageFont.load_default(18)
CELL = 420


def briefs_of(path):
    rows = list(csv.DictReader(open(path, newline="", encoding="utf-8")))
    column = next(name for name in ("brief", "text", "Intension") if name in rows[0])
    return {row["id"]: row[column] for row in rows}


def without_text(nodes):
    kept = []
    for node in nodes:
        if node["kind"] == "text":
            continue
        kept.append({**node, "children": without_text(node.get("children") or [])} if "children" in node else node)
    return kept


def masked(out, program, dest):
    """The delivered design without its texts and the brand's mark, drawn by the program."""
    design = json.loads((out / "design.json").read_text())
    design["nodes"] = [node for node in without_text(design["nodes"]) if node.get("role") != "logo"]
    stripped = out / "masked.json"
    stripped.write_text(json.dumps(design))
    drawn = subprocess.run([program, "render", str(stripped), "--out", str(dest)], capture_output=True, text=True)
    stripped.unlink()
    if not dest.exists():
        sys.exit(f"{out.name} could not be drawn without text: {drawn.stderr}")


def sheet(pictures, labels, columns):
    rows = -(-len(pictures) // columns)
    page = Image.new("RGB", (columns * (CELL + 12), rows * (CELL + 40)), "#bbb")
    draw = ImageDraw.Draw(page)
    for index, (path, label) in enumerate(zip(pictures, labels)):
        x, y = index % columns * (CELL + 12), index // columns * (CELL + 40)
        picture = Image.open(path).convert("RGB")
        picture.thumbnail((CELL, CELL))
        draw.text((x + 6, y + 4), label, fill="black", font=FONT)
        page.paste(picture, (x + 4, y + 30))
    return page


def fit(arguments):
    chance = random.Random(arguments.seed)
    briefs = briefs_of(arguments.briefs)
    dest = Path(arguments.dest)
    dest.mkdir(parents=True, exist_ok=True)
    ids = chance.sample(sorted(name for name in briefs if (Path(arguments.outs) / name).is_dir()), arguments.count)
    lettered = ids[:]
    chance.shuffle(lettered)
    bare = []
    for name in ids:
        picture = dest / f"{name}.png"
        masked(Path(arguments.outs) / name, arguments.maquette, picture)
        bare.append(picture)
    numbers = [str(index + 1) for index in range(len(ids))]
    sheet(bare, numbers, 4).save(dest / "masked.png")
    sheet([Path(arguments.outs) / name / "final.png" for name in ids], numbers, 4).save(dest / "shown.png")
    for picture in bare:
        picture.unlink()
    letters = string.ascii_uppercase
    (dest / "briefs.txt").write_text("\n\n".join(f"{letters[i]}. {briefs[name]}" for i, name in enumerate(lettered)))
    key = {number: letters[lettered.index(name)] for number, name in zip(numbers, ids)}
    (dest / "key.json").write_text(json.dumps(key, indent=1))


def pairs(arguments):
    chance = random.Random(arguments.seed)
    briefs = briefs_of(arguments.briefs)
    dest = Path(arguments.dest)
    dest.mkdir(parents=True, exist_ok=True)
    both = [name for name in sorted(briefs) if all((Path(folder) / name).is_dir() for folder in (arguments.ones, arguments.others))]
    ids = chance.sample(both, min(arguments.count, len(both)))
    key = {}
    for start in range(0, len(ids), 6):
        part = ids[start : start + 6]
        page = Image.new("RGB", (1240, len(part) * 700), "#bbb")
        draw = ImageDraw.Draw(page)
        for row, name in enumerate(part):
            swapped = chance.random() < 0.5
            key[name] = "right" if swapped else "left"
            words, line, y = briefs[name].split(), "", row * 700 + 6
            for word in [*words, None]:
                if word is None or len(line) + len(word) > 130:
                    draw.text((8, y), line, fill="black", font=FONT)
                    line, y = "", y + 22
                line = f"{line} {word or ''}".strip()
            folders = [arguments.others, arguments.ones] if swapped else [arguments.ones, arguments.others]
            for side, folder in enumerate(folders):
                picture = Image.open(Path(folder) / name / "final.png").convert("RGB")
                picture.thumbnail((600, 590))
                page.paste(picture, (10 + side * 620, row * 700 + 96))
            draw.text((8, row * 700 + 72), f"{start + row + 1} ({name})    LEFT / RIGHT", fill="black", font=FONT)
        page.save(dest / f"pairs-{start // 6 + 1:02}.png")
    (dest / "key.json").write_text(json.dumps(key, indent=1))


def exemplars(arguments):
    chance = random.Random(arguments.seed)
    folder, dest = Path(arguments.folder), Path(arguments.dest)
    dest.mkdir(parents=True, exist_ok=True)
    key = {}
    for brief in json.loads((folder / "briefs.json").read_text()):
        theirs = Image.open(sorted(folder.glob(f"{brief['id']}-*.png"))[0 if brief["id"] != "11" else -1]).convert("RGB")
        out = dest / "ours" / brief["id"]
        page = brief["format"].split(" and ")[0].split(",")[0]
        faces = ["--fonts", arguments.fonts] if arguments.fonts else []
        command = [arguments.maquette, "design", brief["brief"], "--format", page, "--auto", "best", "--out", str(out), *faces]
        subprocess.run(command, check=True, capture_output=True)
        ours = out / "large.png"
        # As many pixels as theirs, so that sharpness tells nothing.
        scale = theirs.width / json.loads((out / "design.json").read_text())["page"]["w"]
        draw = [arguments.maquette, "render", str(out / "design.json"), "--out", str(ours), "--scale", f"{scale:.4f}", *faces]
        subprocess.run(draw, check=True, capture_output=True)
        pair = [theirs, Image.open(ours).convert("RGB")]
        swapped = chance.random() < 0.5
        key[brief["id"]] = "left" if swapped else "right"
        wide = theirs.width > 2.2 * theirs.height
        for picture in pair:
            picture.thumbnail((1400, 1400) if wide else (900, 1000))
        first, second = reversed(pair) if swapped else pair
        size = (first.width, first.height + second.height + 20) if wide else (first.width + second.width + 20, first.height)
        sheet = Image.new("RGB", size, "#bbb")
        sheet.paste(first, (0, 0))
        sheet.paste(second, (0, first.height + 20) if wide else (first.width + 20, 0))
        sheet.save(dest / f"{brief['id']}.png")
    (dest / "briefs.txt").write_text("\n\n".join(f"{b['id']}. ({b['format']}) {b['brief']}" for b in json.loads((folder / "briefs.json").read_text())))
    (dest / "key.json").write_text(json.dumps(key, indent=1))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    commands = parser.add_subparsers(required=True)
    one = commands.add_parser("fit")
    one.add_argument("outs")
    one.add_argument("briefs")
    one.add_argument("dest")
    one.add_argument("--seed", type=int, required=True)
    one.add_argument("--count", type=int, default=20)
    one.add_argument("--maquette", default="target/release/maquette")
    one.set_defaults(work=fit)
    two = commands.add_parser("pairs")
    two.add_argument("ones")
    two.add_argument("others")
    two.add_argument("briefs")
    two.add_argument("dest")
    two.add_argument("--seed", type=int, required=True)
    two.add_argument("--count", type=int, default=60)
    two.set_defaults(work=pairs)
    three = commands.add_parser("exemplars")
    three.add_argument("folder")
    three.add_argument("dest")
    three.add_argument("--seed", type=int, required=True)
    three.add_argument("--maquette", default="target/release/maquette")
    three.add_argument("--fonts")
    three.set_defaults(work=exemplars)
    arguments = parser.parse_args()
    arguments.work(arguments)


if __name__ == "__main__":
    main()
