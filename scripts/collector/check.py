"""Runs that a model leads, sent to a collector, and whether what it holds is what the runs' own traces say.

Usage: check.py MAQUETTE FOLDER, with a folder that is empty
"""

import datetime
import json
import pathlib
import re
import signal
import subprocess
import sys

from collector import Phoenix
from model import ANSWERS_AS, Model

MODEL = "scripted"
# Pico-dollars a token, as a price book has them. No sum of these has to be rounded, so Phoenix has to come to the same.
RATES = {"input": 150_000, "output": 600_000}
BRIEF = "A poster for our jazz night, Thursday 9 October, doors 7.30pm"
# What is special about a run, how it is told so, and after how many answers the model is gone. The fourth turn is about words.
RUNS = [
    ("answers in pieces", ["--turns", "2", "--auto", "1,best"], None),
    ("whole answers", ["--turns", "2", "--auto", "1,best", "--whole-answers"], None),
    ("a model that goes after one answer", ["--turns", "2", "--auto", "1,best"], 1),
    ("words written by a model", ["--turns", "4", "--auto", "1,1,1,best"], None),
]
# How a trace tells of a model that was asked.
ASKED = re.compile(r"(?P<tool>\w+) (?P<model>\S+), told (?P<prompt>[^@\s]+)@(?P<version>[^:\s]+)")


class Table:
    """What was compared, a line each."""

    def __init__(self):
        self.lines = self.differences = 0

    def line(self, what, ours, theirs):
        self.lines += 1
        self.differences += ours != theirs
        print(f"  {'same' if ours == theirs else 'DIFFERENT':<9}  {what:<44}  {told(ours, theirs)}")


def told(ours, theirs):
    """The value, or where two of them part."""
    if ours == theirs:
        text = str(ours)
        return text if len(text) <= 80 else f"all {len(ours)}"
    if isinstance(ours, list) and isinstance(theirs, list) and len(ours) == len(theirs):
        place = next(place for place, (a, b) in enumerate(zip(ours, theirs)) if a != b)
        return f"the {place + 1}. of {len(ours)}: {ours[place]} here, {theirs[place]} in Phoenix"
    return f"{ours} here, {theirs} in Phoenix"


def said_by(binary, *arguments):
    run = subprocess.run([binary, *map(str, arguments)], capture_output=True, text=True, timeout=600)
    if run.returncode != 0:
        raise SystemExit(f"maquette {' '.join(map(str, arguments))} ended with {run.returncode}: {run.stderr[-600:]}")
    return run.stdout


def milliseconds(span):
    begin, end = (datetime.datetime.fromisoformat(span[name]) for name in ("start_time", "end_time"))
    return round((end - begin).total_seconds() * 1000)


def compare(binary, out, phoenix, counted, table):
    tree = json.loads(said_by(binary, "trace", "show", out, "--json"))
    steps = [step for turn in tree["turns"] for lane in turn["lanes"] for step in lane["steps"]]
    # What has no end is no call, but a remark.
    calls = {step["seq"]: step for step in sorted(steps, key=lambda step: step["seq"]) if step["end"]}
    asked = {seq: found for seq, call in calls.items() if (found := ASKED.match(call["what"]))}
    answered = [seq for seq in asked if calls[seq]["end"] == "done"]
    trace = json.loads(said_by(binary, "trace", "export", out, "--jsonl").splitlines()[0])["traceId"]

    # Twice, for what was sent already is not to be there twice.
    for _ in range(2):
        said_by(binary, "trace", "export", out, "--otlp", phoenix.takes)
    spans = phoenix.spans(trace, len(calls) + 1)
    roots = [span for span in spans if span["parent_id"] is None]
    held = {span["attributes"].get("maquette.seq"): span for span in spans if span not in roots}
    table.line("spans, the run's and one a call", len(calls) + 1, len(spans))
    table.line("calls, by their records", list(calls), sorted(held, key=str if None in held else None))
    if len(roots) != 1 or calls.keys() != held.keys():
        return table.line("runs", 1, len(roots))
    root = roots[0]

    def sent(name, seqs):
        return [held[seq]["attributes"].get(name) for seq in seqs]

    run = (root["name"], root["span_kind"], root["attributes"].get("session.id"))
    table.line("the run", ("invoke_agent maquette", "AGENT", tree["run"]), run)
    table.line("the parents of the calls", [root["context"]["span_id"]] * len(calls), [held[seq]["parent_id"] for seq in calls])
    named = {seq: (f"execute_tool {call['what']}", "TOOL") for seq, call in calls.items()}
    named |= {seq: (f"chat {found['model']}", "LLM") for seq, found in asked.items()}
    shown = {seq: (span["name"], span["span_kind"]) for seq, span in held.items()}
    table.line("names and kinds of models asked", [named[seq] for seq in asked], [shown[seq] for seq in asked])
    tools = [seq for seq in calls if seq not in asked]
    table.line("names and kinds of the other calls", [named[seq] for seq in tools], [shown[seq] for seq in tools])
    table.line("ms of the calls", [call["ms"] for call in calls.values()], [milliseconds(held[seq]) for seq in calls])
    failed = [seq for seq, call in calls.items() if call["end"] != "done"]
    table.line("calls that failed", failed, [seq for seq in calls if held[seq]["status_code"] == "ERROR"])

    versions = list(zip(sent("gen_ai.prompt.name", asked), sent("maquette.prompt.version", asked)))
    table.line("prompts and versions", [(found["prompt"], found["version"]) for found in asked.values()], versions)
    table.line("who answered", [ANSWERS_AS] * len(answered), sent("gen_ai.response.model", answered))
    # Of a call that failed, and of words that were written, no trace says why the model stopped.
    led = {seq: seq in answered and asked[seq]["tool"] == "converse" for seq in asked}
    table.line("why it stopped", ["tool_calls" if of else None for of in led.values()], sent("llm.finish_reason", led))
    tokens = list(zip(sent("gen_ai.usage.input_tokens", answered), sent("gen_ai.usage.output_tokens", answered)))
    table.line("tokens in and out, as the model counted", counted, tokens)
    table.line("tokens, by the trace", [calls[seq]["tokens"] for seq in answered], [sum(pair) if None not in pair else None for pair in tokens])
    table.line("tokens of the run, as Phoenix adds them", tuple(map(sum, zip(*counted))), phoenix.tokens(trace))

    spent = [call["spent_nano_usd"] for call in calls.values()]
    table.line("nano-USD, as sent", spent, [cost or 0 for cost in sent("maquette.cost_nano_usd", calls)])
    table.line("USD, as sent", [nano / 1e9 for nano in spent], [cost or 0 for cost in sent("gen_ai.usage.cost.amount", calls)])
    spent = [calls[seq]["spent_nano_usd"] for seq in answered]
    table.line("nano-USD of models asked, as Phoenix reckons", spent, phoenix.costs([held[seq] for seq in answered]))
    table.line("nano-USD of the run", tree["spent_nano_usd"], root["attributes"].get("maquette.cost_nano_usd"))


def main(binary, folder):
    # Whoever ends this ends what it began.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("ended"))
    folder = pathlib.Path(folder)
    prices = folder / "prices.json"
    prices.write_text(json.dumps({MODEL: [{"tokens": [RATES]}]}))
    (folder / "phoenix").mkdir()
    model, table = Model(), Table()
    with Phoenix(folder / "phoenix") as phoenix:
        phoenix.price(MODEL, {name: pico / 1e6 for name, pico in RATES.items()})
        for place, (what, options, answers) in enumerate(RUNS):
            model.begin(answers)
            out = folder / f"run-{place}"
            command = ["design", BRIEF, "--model", MODEL, "--base-url", model.url, "--prices", prices, "--out", out]
            said_by(binary, *command, *options, "--format", "540x540", "--candidates", 6)
            print(f"{what}:")
            compare(binary, out, phoenix, model.counted, table)
    print(f"{table.lines - table.differences} of {table.lines} comparisons came out the same")
    return 1 if table.differences else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
