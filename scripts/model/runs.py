"""Runs many briefs, each led by the model behind an endpoint, and checks how every run ends.

Each must deliver inside its budget a design that passed every gate, chosen from three, and its trace must replay without the
endpoint: what computes is computed again, what the model said is taken as it was recorded.
Usage: runs.py MAQUETTE BASE_URL MODEL OUT BRIEFS.csv COUNT
"""

import collections
import csv
import json
import pathlib
import shutil
import subprocess
import sys

BUDGET = "0.05"


def briefs(path, count):
    with open(path, newline="", encoding="utf-8") as file:
        rows = [row for row in csv.DictReader(file)]
    column = next(name for name in ("Intension", "brief", "Prompt", "prompt", "text", "description") if name in rows[0])
    return [row[column] for row in rows[:count]]


def main(maquette, url, model, out, path, count):
    failures, seen = [], collections.Counter()
    for place, brief in enumerate(briefs(path, int(count))):
        folder = pathlib.Path(out) / f"{place:03}"
        shutil.rmtree(folder, ignore_errors=True)
        command = [maquette, "design", brief, "--model", model, "--base-url", url, "--budget", BUDGET, "--auto", "best"]
        command += ["--whole-answers", "--candidates", "6", "--json", "--out", str(folder)]
        run = subprocess.run(command, capture_output=True, text=True, timeout=600)
        events = [json.loads(line) for line in run.stdout.splitlines()]
        kinds = collections.Counter(event["event"] for event in events)
        sets = [event["data"]["set"] for event in events if event["event"] == "options.presented"]
        gates = [finding for shown in sets for option in shown["options"] for finding in option["findings"] if finding["severity"] == "gate"]
        log = "".join(file.read_text(encoding="utf-8") for file in sorted(folder.glob("run/log/*.jsonl")))
        asked = log.count('"tool":"converse"')
        seen["asked"] += asked
        seen["left to the house"] += log.count("the rest is planned by rule")
        for line in log.splitlines():
            record = json.loads(line)
            if record["kind"] == "effect.completed" and "transcript" in str(record["p"].get("output", ""))[:4000]:
                for call in record["p"]["output"].get("calls", []):
                    seen[f"call of {call['name']}" if not call.get("problems") else "call that does not fit"] += 1
        replay = subprocess.run([maquette, "replay", str(folder), "--json"], capture_output=True, text=True, timeout=600)
        verdict = json.loads(replay.stdout.splitlines()[-1]).get("verdict") if replay.stdout else None
        seen[f"replay: {verdict}"] += 1
        sound = run.returncode == 0 and sets and len(sets[0]["options"]) == 3 and not gates and (folder / "final.png").exists()
        if not sound or verdict not in ("identical", "equivalent") or replay.returncode != 0 or asked == 0:
            failures.append((place, run.returncode, verdict, asked, run.stderr[-300:]))
        print(f"{place}: exit {run.returncode}, asked {asked} times, {verdict}", file=sys.stderr)
    for what, times in sorted(seen.items()):
        print(f"{what}: {times}")
    for failure in failures:
        print(f"FAILED {failure}")
    print(f"{int(count) - len(failures)} of {count} runs ended well")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
