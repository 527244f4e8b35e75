"""Compares our ten best with those of Qdrant's own engine, question by question.

Usage: check_parity.py CORPUS SCRATCH [PIN], where CORPUS is a folder that the example `corpus` has written. PIN is a file that
the engine's answers are written to, for the tests.
"""

import json
import sys
from collections import defaultdict
from pathlib import Path

from engine import Asked, Corpus, shard

TOP = 10
# Where how rare words are is counted among all tenants, it is .97.
LEAST = 0.98
# An engine does not part what is equal: what scores as the last of the ten does is as good an answer.
TIE = 1e-5
TIED_MAX = 20


def is_as_good(score, other):
    return score >= other or other - score <= TIE * max(1, abs(score))


def best(hits):
    """The ten best, and what is equal to the last of them."""
    return [hit for hit in hits[:TIED_MAX] if is_as_good(hit[1], hits[:TOP][-1][1])]


def overlap(ours, theirs):
    """How many of our ids are among theirs."""
    wanted = max(min(TOP, len(theirs)), len(ours))
    return len({number for number, _ in theirs} & set(ours)) / wanted if wanted else 1.0


def is_same_first(ours, theirs):
    if not ours or not theirs:
        return not ours and not theirs
    return any(number == ours[0] and is_as_good(score, theirs[0][1]) for number, score in theirs)


def pinned(hits):
    """An answer as it is kept: scores to five digits."""
    return [[number, None if score == float("inf") else float(f"{score:.5g}")] for number, score in hits]


def main(folder, scratch, pin=None):
    corpus = Corpus(folder)
    engine = shard(Path(scratch) / "engine", corpus)
    names = [point["names"] for point in corpus.points]
    table, answers, shown = defaultdict(list), [], 0
    for number, question in enumerate(corpus.questions):
        theirs = best(Asked(engine, question).answer(question["prefetched"], names))
        ours = [id for id, _ in question["hits"]]
        share, first = overlap(ours, theirs), is_same_first(ours, theirs)
        table[question["asked"]].append((share, first, len(ours)))
        answers.append(pinned(theirs))
        if share < 1 and shown < 12:
            shown += 1
            print(f"question {number}, {question['asked']}: {share:.2f}\n  ours   {ours}\n  theirs {theirs}")
    print(f"{'asked by':28} {'questions':>9} {'overlap':>8} {'least':>6} {'same first':>11} {'hits':>5}")
    failed = False
    for asked, rows in table.items():
        shares, firsts, hits = zip(*rows)
        mean = sum(shares) / len(rows)
        failed |= mean < LEAST
        print(
            f"{asked:28} {len(rows):9} {mean:8.4f} {min(shares):6.2f} {sum(firsts) / len(rows):11.3f}"
            f" {sum(hits) / len(rows):5.1f}"
        )
    if pin:
        lines = ",\n".join(json.dumps(answer, separators=(",", ":")) for answer in answers)
        Path(pin).write_text(f"[\n{lines}\n]\n")
    sys.exit(1 if failed else 0)


main(*sys.argv[1:])
