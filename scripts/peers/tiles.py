"""What a decision about the tiles of a frame costs with NumPy.

The tiles and the table are those of tools/safety/benches/tiles.rs.
"""

import time

import numpy as np

TAU = np.float32(0.75)
Q = 0.75
RUNS = 2_000
RUN_S = 50e-6


def tiles(count):
    mixed = np.arange(1, count + 1, dtype=np.uint32) * np.uint32(2_654_435_761)
    mixed = (mixed ^ mixed >> 15) * np.uint32(2_246_822_519)
    mixed ^= mixed >> 13
    return (mixed >> 8).astype(np.float32) / np.float32(1 << 24)


def timed(way, times):
    clock = time.perf_counter()
    for _ in range(times):
        way()
    return (time.perf_counter() - clock) / times


def measure(name, way):
    timed(way, 100)
    times = max(1, round(RUN_S / timed(way, 100)))
    runs = np.sort([timed(way, times) for _ in range(RUNS)]) * 1e6
    print(f"{name:32} {runs[0]:9.3f}{runs[RUNS // 2]:9.3f}", flush=True)


def main():
    print(f"{'µs, NumPy ' + np.__version__:32} {'least':>9}{'p50':>9}")
    for count in (64, 4_096, 65_536):
        x = tiles(count)
        k = max(1, -(-count * 3 // 4))
        edge = int(TAU * 256)

        def histogram():
            bins = np.minimum(x * np.float32(256), np.float32(255)).astype(np.uint8)
            return np.bincount(bins, minlength=256)[:edge].sum() < k

        ways = {
            "count_nonzero(x < tau)": lambda: np.count_nonzero(x < TAU) < k,
            "bincount of 256 steps": histogram,
            "partition": lambda: np.partition(x, k - 1)[k - 1] >= TAU,
            "quantile, inverted_cdf": lambda: np.quantile(x, Q, method="inverted_cdf") >= TAU,
            "sort": lambda: np.sort(x)[k - 1] >= TAU,
        }
        below = np.count_nonzero(x < TAU)
        print(f"decided: {count} tiles, k {k}, {below} below, unsafe {int(below < k)}")
        for name, way in ways.items():
            assert way() == (below < k), f"{name} of {count}"
            measure(f"{count} {name}", way)


main()
