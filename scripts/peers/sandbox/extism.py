"""What a plugin's call costs in Extism: a fresh plugin for every call, and one that stays.

usage: extism.py PLUGIN.wasm

The library is called through its C interface, by ctypes; what Python takes for that alone is printed last. A fresh plugin is
made from what was compiled once, called, read and freed. Each is measured as Extism is by default, and with what our sandbox
always has: fuel, a deadline and a bound on memory.
"""

import base64
import ctypes
import gc
import importlib.util
import json
import pathlib
import sys
import time

CALLS = 5_000
INPUT = b'{"box":[83.5,-13,600,120.25]}'
ANSWER = {"box": [80, -16, 600, 120.25]}
# The limits of our sandbox for small guests.
FUEL, DEADLINE_MS, MEMORY_PAGES = 2_000_000_000, 2_000, 512

# Found without importing it, which would take `cffi`.
folder = importlib.util.find_spec("extism_sys").submodule_search_locations[0]
lib = ctypes.CDLL(str(next(file for file in pathlib.Path(folder).iterdir() if file.suffix in (".so", ".dylib", ".dll"))))

pointer, size, text = ctypes.c_void_p, ctypes.c_uint64, ctypes.c_char_p
error = ctypes.POINTER(ctypes.c_char_p)
for name, result, arguments in [
    ("version", text, []),
    ("compiled_plugin_new", pointer, [text, size, pointer, size, ctypes.c_bool, error]),
    ("compiled_plugin_new_with_fuel_limit", pointer, [text, size, pointer, size, ctypes.c_bool, size, error]),
    ("compiled_plugin_free", None, [pointer]),
    ("plugin_new_from_compiled", pointer, [pointer, error]),
    ("plugin_call", ctypes.c_int32, [pointer, text, text, size]),
    ("plugin_error", text, [pointer]),
    ("plugin_output_length", size, [pointer]),
    ("plugin_output_data", pointer, [pointer]),
    ("plugin_free", None, [pointer]),
]:
    function = getattr(lib, f"extism_{name}")
    function.restype, function.argtypes = result, arguments


def made(function, *arguments):
    """What `function` makes, or the end of this program, with what it says."""
    said = ctypes.c_char_p()
    return function(*arguments, ctypes.byref(said)) or sys.exit(f"Extism: {(said.value or b'').decode()}")


def called(plugin):
    if lib.extism_plugin_call(plugin, b"snap", INPUT, len(INPUT)) != 0:
        sys.exit(f"Extism: {(lib.extism_plugin_error(plugin) or b'the plugin fails').decode()}")
    return ctypes.string_at(lib.extism_plugin_output_data(plugin), lib.extism_plugin_output_length(plugin))


def fresh(compiled):
    plugin = made(lib.extism_plugin_new_from_compiled, compiled)
    output = called(plugin)
    lib.extism_plugin_free(plugin)
    return output


def measure(what, call, answer=ANSWER):
    """As the benchmark of our sandbox does it, and printed in the same way."""
    for _ in range(CALLS // 20):
        call()
    times = []
    gc.disable()
    for _ in range(CALLS):
        begun = time.perf_counter_ns()
        output = call()
        times.append((time.perf_counter_ns() - begun) / 1e3)
        assert output
    gc.enable()
    assert answer is None or json.loads(output) == answer, output
    times.sort()
    p50, p99 = (times[int((CALLS - 1) * share)] for share in (0.5, 0.99))
    print(f"{what:<44} p50 {p50:8.1f} µs   p99 {p99:8.1f}   least {times[0]:8.1f}", flush=True)


wasm = pathlib.Path(sys.argv[1]).read_bytes()
limited = json.dumps({
    "wasm": [{"data": base64.b64encode(wasm).decode()}],
    "memory": {"max_pages": MEMORY_PAGES},
    "timeout_ms": DEADLINE_MS,
}).encode()
version = lib.extism_version().decode()
for limits, compiled in [
    ("", made(lib.extism_compiled_plugin_new, wasm, len(wasm), None, 0, False)),
    (
        ", limited",
        made(lib.extism_compiled_plugin_new_with_fuel_limit, limited, len(limited), None, 0, False, FUEL),
    ),
]:
    measure(f"extism {version}: fresh for each call{limits}", lambda: fresh(compiled))
    stays = made(lib.extism_plugin_new_from_compiled, compiled)
    measure(f"extism {version}: one that stays{limits}", lambda: called(stays))
    lib.extism_plugin_free(stays)
    lib.extism_compiled_plugin_free(compiled)
measure("five calls of a library by ctypes alone", lambda: [lib.extism_version() for _ in range(5)], answer=None)
