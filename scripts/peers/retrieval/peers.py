"""What a question costs in Qdrant's own engine and in a scan by NumPy, over a corpus that the example `corpus` has written.

Usage: peers.py CORPUS SCRATCH
"""

import resource
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2] / "parity"))

import numpy as np  # noqa: E402
from engine import Asked, Corpus, shard  # noqa: E402

TOP = 10
RUNS = 3


def measure(name, runs, recall=""):
    """Prints wall time of all runs and CPU time of the least of each question, of all threads."""
    wall, cpu = [], []
    for run in runs:
        least = float("inf")
        for _ in range(RUNS):
            clock, own = time.perf_counter(), time.process_time()
            run()
            least = min(least, time.process_time() - own)
            wall.append(time.perf_counter() - clock)
        cpu.append(least)
    row = lambda times: "".join(f"{np.quantile(times, share) * 1e6:9.0f}" for share in (0, 0.5, 0.99))
    print(f"{name:44}  {row(wall)}  {row(cpu)}  {recall}", flush=True)


def recall(found, wanted):
    pairs = list(zip(found, wanted))
    same = sum(len(set(found) & set(wanted)) for found, wanted in pairs)
    return f"recall@10 {same / max(1, sum(len(wanted) for _, wanted in pairs)):.4f}"


def held():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def main(folder, scratch):
    corpus = Corpus(folder)
    tenants = {}
    for number, point in enumerate(corpus.points):
        tenants.setdefault(point["payload"]["tenant"], []).append(number)
    # Assets of a tenant stand together.
    spans = {tenant: slice(numbers[0], numbers[-1] + 1) for tenant, numbers in tenants.items()}
    names = [point["names"] for point in corpus.points]
    size = f"{len(tenants)} tenants of {len(corpus.points) // len(tenants)}"
    print(f"{'':44}  {'wall, µs':>27}  {'CPU, µs':>27}")
    head = f"{'least':>9}{'p50':>9}{'p99':>9}"
    print(f"{size:44}  {head}  {head}")

    rows = corpus.embeddings / np.linalg.norm(corpus.embeddings, axis=1, keepdims=True)

    def scan(question):
        span = spans[question["tenant"]]
        products = rows[span] @ np.asarray(question["embedding"], dtype=np.float32)
        best = np.argpartition(products, -TOP)[-TOP:]
        return (best[np.argsort(-products[best])] + span.start).tolist()

    wanted = [scan(question) for question in corpus.questions]
    measure("NumPy, embedding alone, exact", [lambda q=q: scan(q) for q in corpus.questions], "recall@10 1.0000")

    clock, own = time.perf_counter(), time.process_time()
    engine = shard(Path(scratch) / "engine", corpus)
    took, cpu = time.perf_counter() - clock, time.process_time() - own
    print(f"engine: {len(corpus.points) / cpu:.0f} assets put and optimised a second of CPU, {took:.0f} s of wall time")
    for how, exact in (("its graph", False), ("exact", True)):
        hybrid, near, found, answers = [], [], [], []
        for question in corpus.questions:
            asked = Asked(engine, question, exact)
            answers.append([number for number, _ in asked.answer(TOP, names)])
            # Made beforehand: what Python takes for that is not the engine's.
            lanes = [(lane, limit) for lane, limit in ((asked.floor(), 1), (asked.lane(), TOP)) if lane]
            requests = [lane.request(asked.filter, limit) for lane, limit in lanes]
            hybrid.append(lambda requests=requests: [engine.query(request) for request in requests])
            alone = Asked(engine, {**question, "filter": []}, exact)
            request = alone.embedding(TOP).request(alone.filter, TOP)
            found.append([point.id for point in engine.query(request)])
            near.append(lambda request=request: engine.query(request))
        ours = [[number for number, _ in question["exact"]] for question in corpus.questions]
        measure(f"engine, questions, {how}", hybrid, recall(answers, ours) + " of ours, exact")
        measure(f"engine, embedding alone, {how}", near, recall(found, wanted))
    print(f"engine and Python hold {held():.0f} MB at most")


main(*sys.argv[1:])
