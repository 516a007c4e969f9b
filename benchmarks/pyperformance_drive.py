"""Run the functions that a pyperformance benchmark times, a fixed number of loops (copied as ``drive.py``).

``python drive.py --calibrate SECONDS`` prints loops for a run of about that long; ``--loops NAME=N,…`` runs
them and prints one digest of results per function. Elapsed times are never printed, so two runs of equal
programs print the same. The benchmark is imported as a module; its ``if __name__ == "__main__"`` part, made a
module of its own by ``main_part_of``, is then imported with a stand-in for ``pyperf``, which runs each
function when it is handed over.
"""

from __future__ import annotations

import argparse
import ast
import asyncio
import hashlib
import json
import random
import sys
import time
import timeit
import types
from collections.abc import Callable
from pathlib import Path
from typing import Any

BENCHMARK = Path(__file__).resolve().parent / "run_benchmark.py"


class Collected:
    """One function to time: how to run it ``loops`` times, and whether what it returns means something."""

    def __init__(self, run: Any, *, compared: bool) -> None:
        self.run = run
        self.compared = compared


class Runner:
    """Stands in for ``pyperf.Runner``: hands what is to be timed to ``receive``."""

    receive: Callable[[str, Collected], None]

    def __init__(self, *_args: Any, add_cmdline_args: Any = None, **_options: Any) -> None:
        self.metadata: dict[str, Any] = {}
        self.argparser = argparse.ArgumentParser()
        self.add_cmdline_args = add_cmdline_args
        self.args: Any = None

    def parse_args(self, args: Any = None) -> argparse.Namespace:
        """Defaults of the benchmark's own arguments."""
        self.args = self.argparser.parse_args(args or [])
        return self.args

    def bench_func(self, name: str, function: Any, *args: Any, **_options: Any) -> None:
        """A function called once a loop; its last result is compared."""

        def run(loops: int) -> Any:
            result = None
            for _ in range(loops):
                result = function(*args)
            return result

        type(self).receive(name, Collected(run, compared=True))

    def bench_time_func(self, name: str, function: Any, *args: Any, **_options: Any) -> None:
        """A function that loops itself and returns seconds, which are not compared."""
        type(self).receive(name, Collected(lambda loops: function(loops, *args), compared=False))

    def bench_async_func(
        self, name: str, function: Any, *args: Any, loop_factory: Any = None, **_options: Any
    ) -> None:
        """A coroutine function, awaited once a loop; its last result is compared."""

        async def main(loops: int) -> Any:
            result = None
            for _ in range(loops):
                result = await function(*args)
            return result

        def run(loops: int) -> Any:
            with asyncio.Runner(loop_factory=loop_factory) as runner:
                return runner.run(main(loops))

        type(self).receive(name, Collected(run, compared=True))

    def timeit(self, name: str, stmt: str = "pass", setup: str = "pass", **options: Any) -> None:
        """A statement, run once a loop."""
        timer = timeit.Timer(stmt, setup, globals=dict(options.get("globals") or {}))
        type(self).receive(name, Collected(timer.timeit, compared=False))

    def bench_command(self, name: str, *_args: Any, **_options: Any) -> None:
        """Times another program: nothing here to make faster."""
        raise SystemExit(f"{name} times a command, not a Python function")


def describe(value: Any, digest: Any, depth: int = 0) -> None:
    """Feed ``value`` to ``digest``: types and values of plain data, types of everything else."""
    digest.update(type(value).__qualname__.encode() + b":")
    if isinstance(value, float):
        digest.update(value.hex().encode())
    elif isinstance(value, (int, str, bytes, bool, complex, type(None))):
        digest.update(repr(value).encode("utf-8", "backslashreplace"))
    elif depth > 50:  # deeper data is not told apart
        return
    elif isinstance(value, (list, tuple)):
        for item in value:
            describe(item, digest, depth + 1)
            digest.update(b",")
    elif isinstance(value, dict):
        for key, item in value.items():
            describe(key, digest, depth + 1)
            digest.update(b"=")
            describe(item, digest, depth + 1)
            digest.update(b",")
    elif isinstance(value, (set, frozenset)):
        parts = []
        for item in value:
            part = hashlib.sha256()
            describe(item, part, depth + 1)
            parts.append(part.digest())
        digest.update(b"".join(sorted(parts)))


def run_main_part() -> None:
    """Import the benchmark and run its main part."""
    stand_in = types.ModuleType("pyperf")
    stand_in.Runner = Runner  # type: ignore[attr-defined]
    stand_in.perf_counter = time.perf_counter  # type: ignore[attr-defined]
    stand_in.python_implementation = lambda: sys.implementation.name  # type: ignore[attr-defined]
    stand_in.python_has_jit = lambda: False  # type: ignore[attr-defined]
    sys.modules["pyperf"] = stand_in
    sys.path.insert(0, str(BENCHMARK.parent))
    sys.argv = [str(BENCHMARK)]
    import main_part  # type: ignore[import-not-found]  # noqa: F401, PLC0415


def main_part_of(text: str) -> str:
    """The main part of a benchmark as a module that imports what it uses of the rest.

    Run in the benchmark's own namespace it would be one more thing that may rebind any of its names.
    """
    tree = ast.parse(text)
    part = [
        statement
        for node in tree.body
        if isinstance(node, ast.If) and "__name__" in ast.unparse(node.test)
        for statement in node.body
    ]
    bound: set[str] = set()
    for node in tree.body:
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            bound.add(node.name)
        elif isinstance(node, (ast.Import, ast.ImportFrom)):
            bound.update((alias.asname or alias.name).partition(".")[0] for alias in node.names)
        elif not isinstance(node, ast.If):
            bound.update(
                each.id
                for each in ast.walk(node)
                if isinstance(each, ast.Name) and isinstance(each.ctx, ast.Store)
            )
    used = {each.id for node in part for each in ast.walk(node) if isinstance(each, ast.Name)}
    names = sorted(used & bound)
    head = f"from run_benchmark import {', '.join(names)}\n\n" if names else "import run_benchmark\n\n"
    return head + "\n".join(map(ast.unparse, part)) + "\n"


def calibrated(item: Collected, seconds: float) -> dict[str, float]:
    """Loops of ``item`` that take about ``seconds`` of CPU time, at least 1."""
    loops, spent = 1, 0.0
    while True:
        started = time.process_time()
        item.run(loops)
        spent = time.process_time() - started
        if spent >= min(0.1, seconds / 2) or loops >= 10**7:
            return {
                "loops": max(1, round(loops * seconds / max(spent, 1e-9))),
                "seconds_per_loop": spent / loops,
            }
        loops *= 10


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--calibrate", type=float, metavar="SECONDS", help="of CPU time, for all functions")
    parser.add_argument("--loops", default="", help="NAME=N,…; 1 for those not named")
    options = parser.parse_args()
    loops = dict(pair.rsplit("=", 1) for pair in options.loops.split(",") if pair)
    found: dict[str, dict[str, float]] = {}

    def calibrate(name: str, item: Collected) -> None:
        random.seed(name)
        found[name] = calibrated(item, options.calibrate)

    def run(name: str, item: Collected) -> None:
        random.seed(name)
        result = item.run(int(loops.get(name, 1)))
        digest = hashlib.sha256()
        if item.compared:
            describe(result, digest)
        print(f"digest {name} {digest.hexdigest()[:24] if item.compared else '-'}")

    random.seed(12345)
    Runner.receive = staticmethod(calibrate if options.calibrate else run)  # type: ignore[assignment]
    run_main_part()
    if options.calibrate:
        for entry in found.values():
            entry["loops"] = max(1, round(entry["loops"] / len(found)))
        print("calibration " + json.dumps(found))


if __name__ == "__main__":
    main()
