"""Run the functions that a pyperformance benchmark times, a fixed number of loops (copied as ``drive.py``).

``python drive.py --calibrate SECONDS`` prints loops for a run of about that long; ``--loops NAME=N,…`` runs
them and prints one digest of results per function. Elapsed times are never printed, so two runs of equal
programs print the same. The benchmark is imported as a module, its ``if __name__ == "__main__"`` part is then
run in that module with a stand-in for ``pyperf``, which runs each function when it is handed over.
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
        namespace = dict(options.get("globals") or {})
        code = compile(stmt, "<timeit>", "exec")

        def run(loops: int) -> None:
            exec(setup, namespace)  # noqa: S102 - the benchmark's own text
            for _ in range(loops):
                exec(code, namespace)  # noqa: S102

        type(self).receive(name, Collected(run, compared=False))

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
    import run_benchmark  # type: ignore[import-not-found]  # noqa: PLC0415

    tree = ast.parse(BENCHMARK.read_text(encoding="utf-8"))
    for statement in tree.body:
        if isinstance(statement, ast.If) and "__name__" in ast.unparse(statement.test):
            part = ast.Module(body=statement.body, type_ignores=[])
            exec(compile(part, str(BENCHMARK), "exec"), vars(run_benchmark))  # noqa: S102 - the benchmark itself


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
