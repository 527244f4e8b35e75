"""Designs every brief of a CSV file and checks what came out; see check-briefs.sh."""

import csv
import json
import pathlib
import subprocess
import sys
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

BINARY, CSV, OUT, *FLAGS = sys.argv[1:]


def text_of(row):
    return next(row[name] for name in ("brief", "text", "Intension") if name in row)


def run(*words):
    return subprocess.run([BINARY, *words], capture_output=True, text=True, timeout=600)


def distance(a, b):
    return (int(a, 16) ^ int(b, 16)).bit_count()


def check(name, text):
    """One brief: what is wrong with it, the archetypes offered and delivered, and how near the nearest two pictures are."""
    out = pathlib.Path(OUT) / name
    made = run("design", text, "--auto", "best", "--out", str(out), *FLAGS)
    if made.returncode != 0:
        return [f"exit {made.returncode}: {made.stderr.strip()[-200:]}"], [], None, None
    wrong = []
    options = json.loads((out / "options/turn-1/set.json").read_text())["options"]
    if len(options) != 3:
        wrong.append(f"{len(options)} options")
    scored = run("score", str(out / "design.json"), "--json")
    if scored.returncode != 0:
        wrong.append(f"the delivered design does not pass: {scored.stdout[:300]}")
    hashes = []
    for option in options:
        critique = run("score", str(out / "options/turn-1" / option["png"]), "--json")
        hashes.append(json.loads(critique.stdout)["pdq"])
    pairs = [distance(a, b) for i, a in enumerate(hashes) for b in hashes[i + 1:]]
    nearest = min(pairs, default=None)
    if nearest is not None and nearest < 32:
        wrong.append(f"two options are {nearest} bits apart")
    designs = [json.loads((out / "options/turn-1" / option["design"]).read_text()) for option in options]
    delivered = json.loads((out / "design.json").read_text()).get("archetype")
    return wrong, [design.get("archetype") for design in designs], delivered, nearest


def shares(title, archetypes):
    total = sum(archetypes.values()) or 1
    print(f"{title}: {len(archetypes)} archetypes")
    for archetype, count in archetypes.most_common():
        print(f"{count / total:6.1%}  {archetype}")


def main():
    with open(CSV, newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    names = [row.get("id") or f"{index:03}" for index, row in enumerate(rows, 1)]
    with ThreadPoolExecutor(2) as pool:
        results = list(pool.map(check, names, map(text_of, rows)))
    archetypes, chosen, nearest, bad = Counter(), Counter(), [], 0
    for name, (wrong, offered, delivered, least) in zip(names, results):
        archetypes.update(offered)
        chosen.update([delivered] if delivered else [])
        nearest += [least] if least is not None else []
        bad += bool(wrong)
        for sentence in wrong:
            print(f"{name}: {sentence}")
    print(f"{len(rows) - bad} of {len(rows)} briefs: three options, every gate passed, pictures apart")
    if nearest:
        middle = sorted(nearest)[len(nearest) // 2]
        print(f"nearest pictures of a set: least {min(nearest)} bits, median {middle}")
    shares("offered", archetypes)
    shares("delivered", chosen)
    return 1 if bad else 0


sys.exit(main())
