"""Looks at the option sets of the briefs of a CSV file, turn by turn; see check-sets.sh.

Of each set: do all options pass every gate when they are scored anew, do the documents differ in what the set says they
differ in, and how far apart do they lie beside the three best by score. Of each person who writes little and one who
writes much: how good is what they get, and how much were they asked.
"""

import csv
import json
import pathlib
import random
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from itertools import combinations

BINARY, CSV, OUT, COUNT = sys.argv[1:5]
FEATURES = ["density", "contrast", "lightness", "warmth", "colourfulness", "image_share", "type_weight", "scale", "symmetry"]
PICKS = "2,1,best"
# What of a total is how well the plan suits the brief; the rest is the critique's.
FIT = 0.45


def run(*words):
    return subprocess.run([BINARY, *words], capture_output=True, text=True, timeout=600)


def records(out):
    for segment in sorted((out / "run/log").iterdir()):
        with open(segment, encoding="utf-8") as lines:
            yield from map(json.loads, lines)


def nodes(design):
    pending = list(design["nodes"])
    while pending:
        node = pending.pop()
        pending.extend(node.get("children", node.get("nodes", [])))
        yield node


def runs(design):
    return [run for node in nodes(design) for run in node.get("text", {}).get("runs", [])]


def faces(design):
    return sorted({json.dumps(run["font"], sort_keys=True) for run in runs(design)})


def colours(design):
    text = json.dumps(design)
    return sorted(part.split('"')[0] for part in text.split('"token": "')[1:])


def places(design):
    return sorted(tuple(map(round, node["box"])) for node in nodes(design))


def pictures(design):
    return sorted(str(node.get("blob")) for node in nodes(design) if node.get("blob"))


def words(design):
    return sorted(run["text"] for run in runs(design))


# What an axis says → what of the documents must differ then.
MEASURES = {
    "archetype": places, "lead": places, "mirrored": places, "variant": places, "detail": json.dumps,
    "voice": faces, "scheme": colours, "palette": colours, "imagery": pictures, "motif": pictures, "copy": words,
    "words": words, "headline": words,
}


def check_set(folder):
    """Whether all pass, whether every stated axis differs, and the axes that do not."""
    shown = json.loads((folder / "set.json").read_text())
    files = [folder / option["design"] for option in shown["options"]]
    passes = all(run("score", str(file), "--json").returncode == 0 for file in files) and len(files) == 3
    designs = [json.loads(file.read_text()) for file in files]
    wrong = []
    for axis in shown["axes"]:
        measure = MEASURES.get(axis["id"])
        seen = [repr(measure(design)) for design in designs] if measure else axis["values"]
        said = axis["values"]
        # Two that are said to differ are to differ in the document.
        wrong += [axis["id"] for a, b in combinations(range(len(designs)), 2) if said[a] != said[b] and seen[a] == seen[b]]
    return passes, wrong


def candidates(out):
    """Of each candidate that passed: its total as sets show it, and its measured features."""
    found, last, plans, fits = {}, {}, {}, {}
    for record in records(out):
        p = record["p"]
        output = (p.get("output") or {}) if record["kind"] == "effect.completed" else {}
        if "critique" in output:
            last[record["lane"]] = output["critique"]["features"]
        elif "plans" in output:
            fits.update((json.dumps(plan, sort_keys=True), fit) for plan, fit in zip(output["plans"], output.get("fits", [])))
        elif record["kind"] == "effect.requested" and p["tool"] == "compose":
            plans[record["lane"]] = json.dumps(p["args"]["plan"], sort_keys=True)
        elif record["kind"] == "candidate.made" and p["passed"]:
            lane, total = p["candidate"], p["total"] / 10_000
            fit = fits.get(plans.get(lane))
            total = total if fit is None else (1 - FIT) * total + FIT * fit
            found[lane] = (total, [last[lane].get(name, 0) for name in FEATURES])
    return found


def waits(out):
    """From each pick to the next set, ms."""
    picked = None
    for record in records(out):
        if record["kind"] == "choice.made":
            picked = record["ts"]
        elif record["kind"] == "options.presented" and picked is not None:
            yield record["ts"] - picked
            picked = None


def check(name, text):
    out = pathlib.Path(OUT) / name
    made = run("design", text, "--auto", PICKS, "--questions", "1", "--out", str(out))
    if made.returncode != 0:
        return None
    asked = any(record["kind"] == "question.asked" for record in records(out))
    folders = sorted((out / "options").iterdir())
    sets = [json.loads((folder / "set.json").read_text()) for folder in folders]
    option = sets[-1]["options"]
    total = max(one["scores"]["total"] for one in option)
    shown = [[one["id"] for one in shown["options"]] for shown in sets]
    return [check_set(folder) for folder in folders], shown, candidates(out), total, asked, list(waits(out))


def spread(looks, deviations):
    pairs = list(combinations(looks, 2))
    far = lambda a, b: (sum(((x - y) / d) ** 2 for x, y, d in zip(a, b, deviations)) / len(deviations)) ** 0.5
    return sum(far(a, b) for a, b in pairs) / len(pairs)


def bootstrap(values, rounds=2000):
    chance = random.Random(1)
    means = sorted(sum(chance.choices(values, k=len(values))) / len(values) for _ in range(rounds))
    return means[rounds // 40], means[-rounds // 40]


def distances(made):
    every = [features for one in made for _, features in one[2].values()]
    means = [sum(column) / len(every) for column in zip(*every)]
    deviations = [max(1e-6, (sum((x - m) ** 2 for x in column) / len(every)) ** 0.5) for column, m in zip(zip(*every), means)]
    ours, best = [], []
    for _, shown, found, *_ in made:
        for turn, ids in enumerate(shown, 1):
            of_turn = {id: one for id, one in found.items() if id.startswith(f"t{turn}.")}
            if len(of_turn) < 3 or len(ids) != 3 or not all(id in of_turn for id in ids):
                continue
            top = sorted(of_turn.values(), key=lambda one: -one[0])[:3]
            ours.append(spread([of_turn[id][1] for id in ids], deviations))
            best.append(spread([features for _, features in top], deviations))
    return ours, best


def main():
    with open(CSV, newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))[: int(COUNT)]
    columns = [name for name in rows[0] if "ntension" in name]
    jobs = [(f"{at:03}-{place}", row[name]) for at, row in enumerate(rows) for place, name in enumerate(columns)]
    with ThreadPoolExecutor(2) as pool:
        results = dict(zip((name for name, _ in jobs), pool.map(lambda job: check(*job), jobs)))
    made = [one for one in results.values() if one]
    checks = [one for result in made for one in result[0]]
    print(f"{len(made)} of {len(jobs)} runs delivered, {len(checks)} sets")
    print(f"all three pass when scored anew: {sum(passes for passes, _ in checks) / len(checks):.1%}")
    print(f"every stated axis is one that differs: {sum(not wrong for _, wrong in checks) / len(checks):.1%}")
    wrong = [axis for _, axes in checks for axis in axes]
    print("axes that did not:", {axis: wrong.count(axis) for axis in set(wrong)})
    ours, best = distances(made)
    ratios = [a - 1.3 * b for a, b in zip(ours, best)]
    low, high = bootstrap(ratios)
    print(f"mean feature distance {sum(ours) / len(ours):.3f}, of the three best by score {sum(best) / len(best):.3f}: "
          f"{sum(ours) / sum(best):.2f} times; beyond 1.3 times by {low:.3f} to {high:.3f} ({len(ours)} sets)")
    waited = sorted(ms for one in made for ms in one[5])
    print(f"from a pick to the next set, two runs at a time: {waited[len(waited) // 2]} ms at the median, "
          f"{waited[len(waited) * 95 // 100]} ms for 95 %, {waited[-1]} ms at most ({len(waited)} sets)")
    pairs = [(results[f"{at:03}-0"], results[f"{at:03}-1"]) for at in range(len(rows))] if len(columns) > 1 else []
    pairs = [(a, b) for a, b in pairs if a and b]
    if pairs:
        apart = [a[3] - b[3] for a, b in pairs]
        low, high = bootstrap(apart)
        print(f"{len(pairs)} pairs: who writes little gets {sum(apart) / len(apart):+.4f} of total ({low:+.4f} to {high:+.4f}); "
              f"asked: {sum(a[4] for a, _ in pairs)} of the few words, {sum(b[4] for _, b in pairs)} of the many")


main()
