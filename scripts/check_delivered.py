"""Checks delivered designs from their files alone; see check-delivered.sh."""

import argparse
import functools
import json
import multiprocessing
import subprocess
import sys
import tempfile
from collections import Counter
from pathlib import Path

from delivered import rules
from delivered.design import Design, Finding, Kit

BUILT_IN = Path(__file__).resolve().parent.parent / "tools/design/data/maquette"


def arguments():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path, nargs="?", help="output folders, one a brief")
    parser.add_argument("--brand", type=Path, default=BUILT_IN, help="the kit they were made with")
    parser.add_argument("--labels", type=Path, help='JSON lines {"id", "required": [...]}; ids are folder names')
    parser.add_argument("--options", action="store_true", help="check every option too; needs --maquette")
    parser.add_argument("--maquette", type=Path, help="the program that draws options as SVG")
    parser.add_argument("--json", type=Path, help="write all findings to this file")
    parser.add_argument("--quiet", action="store_true", help="only the summary")
    parser.add_argument("--self-test", action="store_true", help="show that each rule catches what it is for")
    return parser.parse_args()


def judge(design, kit, required):
    """All that one design breaks."""
    yield from rules.glyphs_inside(design)
    yield from rules.contrast_of_text(design)
    yield from rules.fills_of_kit(design, kit)
    yield from rules.logo_whole(design, kit)
    yield from rules.copy_complete(design, required)
    yield from rules.type_readable(design)


def examined(design, kit, required):
    """The findings of one design and what is counted about it."""
    return {
        "findings": list(judge(design, kit, required)),
        "texts": len(design.texts),
        "logo": any(node["role"] == "logo" for node in design.nodes),
        "size": rules.type_size(design),
    }


def read_option(file, program, brand):
    """An option as outlined SVG, drawn anew by the program; its picture says whether that is what was shown."""
    with tempfile.TemporaryDirectory() as scratch:
        svg = Path(scratch) / "option.svg"
        brand = [] if brand == BUILT_IN else ["--brand", str(brand)]
        done = subprocess.run([program, "render", file, "--out", svg, *brand], capture_output=True, text=True)
        if done.returncode != 0:
            raise RuntimeError(done.stderr.strip()[-200:])
        return Design.read(file, svg)


def check(out, kit, required, options, program, brand):
    """One output folder: results by what was looked at, and the least distance of its options."""
    results, least = {}, None
    try:
        design = Design.read(out / "design.json", out / "final.svg", out / "final.live.svg")
        results["final"] = examined(design, kit, required)
        results["final"]["findings"] += rules.picture_true(design, out / "final.png")
        for turn in sorted(out.glob("options/turn-*/set.json")):
            offered = json.loads(turn.read_text(encoding="utf-8"))["options"]
            *findings, least = rules.options_apart([turn.parent / option["png"] for option in offered])
            results["final"]["findings"] += findings
            for option in offered if options else []:
                file = turn.parent / option["design"]
                design = read_option(file, program, brand)
                result = results[f"{turn.parent.name}/{file.stem}"] = examined(design, kit, required)
                result["findings"] += rules.picture_true(design, turn.parent / option["png"])
    except (OSError, ValueError, KeyError, RuntimeError, AssertionError) as error:
        finding = Finding("files", "", f"cannot be checked: {type(error).__name__}: {error}")
        results["rest"] = {"findings": [finding], "texts": 0, "logo": False, "size": None}
    return out.name, results, least


def tell(name, results, _):
    """Prints what is wrong with one output folder."""
    for what, result in results.items():
        for finding in result["findings"]:
            rule = f"note, {finding.rule}" if finding.note else finding.rule
            print(f"{name} {what}: {rule}: {finding.node} {finding.message}", flush=True)


def summary(checked, labelled):
    """Prints what was counted; says whether anything failed."""
    designs = [result for _, results, _ in checked for result in results.values()]
    failed, noted = Counter(), Counter()
    for result in designs:
        for rule in {(finding.rule, finding.note) for finding in result["findings"]}:
            (noted if rule[1] else failed)[rule[0]] += 1
    good = sum(all(finding.note for finding in result["findings"]) for result in designs)
    print(f"{good} of {len(designs)} designs pass every rule; {sum(result['texts'] for result in designs)} texts, "
          f"{sum(result['logo'] for result in designs)} marks, {labelled} briefs with labels")
    for rule in ("files", "glyphs", "contrast", "hidden", "fills", "logo", "copy", "type size", "picture", "options"):
        print(f"  {rule:10} {failed[rule]:5} designs fail")
    for rule, count in sorted(noted.items()):
        print(f"  note: {rule}, {count} designs")
    sizes = [result["size"] for result in designs if result["size"]]
    for name, at in (("px", 0), ("px on a short side of 1080", 1)):
        row = sorted(size[at] for size in sizes)
        if row:
            cuts = [row[min(len(row) - 1, int(len(row) * share))] for share in (0, 0.05, 0.25, 0.5, 0.75)]
            print(f"  smallest type, {name}: least {cuts[0]:.1f}, p05 {cuts[1]:.1f}, p25 {cuts[2]:.1f}, "
                  f"median {cuts[3]:.1f}, p75 {cuts[4]:.1f}")
    apart = sorted(least for _, _, least in checked if least is not None)
    if apart:
        print(f"  nearest options, mirrored ones too: least {apart[0]} bits, median {apart[len(apart) // 2]}")
    return good < len(designs) or not designs


def main():
    args = arguments()
    if args.self_test:
        from delivered import self_test

        return self_test.run(check)
    if args.folder is None or (args.options and args.maquette is None):
        sys.exit("name a folder of outputs; --options needs --maquette")
    outs = sorted(file.parent for file in args.folder.glob("*/design.json")) or [args.folder]
    labels = {}
    if args.labels:
        lines = args.labels.read_text(encoding="utf-8").splitlines()
        labels = {line["id"]: line["required"] for line in map(json.loads, filter(None, lines))}
    kit = Kit.of(args.brand)
    one = functools.partial(check, kit=kit, options=args.options, program=args.maquette, brand=args.brand)
    checked = []
    with multiprocessing.Pool() as pool:
        tasks = [pool.apply_async(one, (out,), {"required": labels.get(out.name, [])}) for out in outs]
        for task in tasks:
            checked.append(task.get())
            if not args.quiet:
                tell(*checked[-1])
    if args.json:
        listed = {name: {what: [vars(finding) for finding in result["findings"]] for what, result in results.items()}
                  for name, results, _ in checked}
        args.json.write_text(json.dumps(listed, indent=1), encoding="utf-8")
    return int(summary(checked, sum(out.name in labels for out in outs)))


if __name__ == "__main__":
    sys.exit(main())
