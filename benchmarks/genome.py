"""Reading and understanding a large tree, and writing candidates for it, beside bare ``ast.parse``.

The tree is 1,000 files of some 100,000 lines or more, taken from the standard library and from what is
installed here, and copied to a temporary folder. Seconds are those of the processor, in this process and in
those that it starts: what else the machine does then matters little. Run:
python benchmarks/genome.py [--quick] [--json FILE]
"""

from __future__ import annotations

import argparse
import ast
import json
import os
import random
import resource
import sys
import sysconfig
import tempfile
import time
import warnings
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

from ouroboros.genome import reading
from ouroboros.genome.source_tree import SourceGenome
from ouroboros.mutation.proposal import propose
from ouroboros.records.hotspot import Hotspot, TypeProfile
from ouroboros.records.source import GenomeRegion, RegionKind

SEED = 1
COLD_TIMES = 6.0
WARM_SHARE = 0.02
CANDIDATES_PER_SECOND = 1000.0
LEAST_LINES, MOST_LINES = 30, 800
"""Files of ordinary length: neither stubs nor generated tables."""

SMALL = """
def f(xs, ys, rows):
    out = []
    total = ""
    for x in xs:
        if x in ys:
            out.append(x * 2 + {extra})
    for row in rows:
        total += str(row)
    first = sorted(xs)[0]
    return out, total, first, [x for x in xs if x in ys and ys.count(x) > {extra}]
"""
"""A function in which several operators find something; a module is made of many."""


def sources(count: int) -> Iterator[tuple[str, str]]:
    """Names and texts of ``count`` files that parse here, the standard library's first."""
    places = [Path(sysconfig.get_path(name)) for name in ("stdlib", "purelib")]
    found = 0
    for number, place in enumerate(places):
        for path in sorted(place.rglob("*.py")):
            inside = path.relative_to(place)
            if (number == 0 and "site-packages" in inside.parts) or "lib2to3" in inside.parts:
                continue
            try:
                text = path.read_text(encoding="utf-8")
                if not LEAST_LINES <= text.count("\n") <= MOST_LINES:
                    continue
                with warnings.catch_warnings():
                    warnings.simplefilter("ignore")
                    ast.parse(text)
            except (OSError, SyntaxError, ValueError):
                continue
            # Underscores: no folder is then taken for something that is not source.
            yield f"part{number}_{'_'.join(inside.parts[:-1])}/{inside.name}", text
            found += 1
            if found == count:
                return


def written(folder: Path, count: int) -> list[str]:
    """Copy the tree and return its texts."""
    texts = []
    for name, text in sources(count):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
        texts.append(text)
    return texts


def spent() -> float:
    """Processor seconds of this process and of those that it started and that have ended."""
    return time.process_time() + sum(os.times()[2:4])


def seconds(action: Any, times: int = 1) -> tuple[float, Any]:
    """Least processor seconds of ``times`` runs of ``action``, and what the last one returned."""
    best, answer = float("inf"), None
    for _ in range(times):
        began = spent()
        answer = action()
        best = min(best, spent() - began)
    return best, answer


def bare(texts: list[str]) -> None:
    """Parse everything and keep nothing."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for text in texts:
            ast.parse(text)


def understood(folder: Path, cache: Path | None) -> SourceGenome:
    """Read the tree and work out who reaches whom."""
    genome = SourceGenome.read(folder, folder, cache=cache)
    _ = genome.dependencies
    return genome


def functions(genome: SourceGenome) -> list[GenomeRegion]:
    """Functions and methods of the tree."""
    return [region for region in genome.regions if region.kind is not RegionKind.CLASS]


def edit(genome: SourceGenome, region: GenomeRegion, number: int) -> SourceGenome:
    """The tree with a comment in one function, its dependencies and the effects of that function."""
    text = region.file.text
    end = text.find("\n", region.span.end)
    end = len(text) if end < 0 else end
    other = genome.with_text(region.file.path, f"{text[:end]}  # {number}{text[end:]}")
    _ = other.dependencies
    other.effects(other.region(region.name))
    return other


def generation(count: int) -> tuple[float, int, float]:
    """Seconds for the candidates of ``count`` functions, how many they are, seconds to see the functions."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for number in range(count // 10):
            parts = [SMALL.replace("f(", f"f{n}(", 1).replace("{extra}", str(n)) for n in range(10)]
            (folder / f"m{number}.py").write_text("\n".join(parts), encoding="utf-8")
        genome = SourceGenome.read(folder, folder)
        lists = TypeProfile(parameters={name: {"list": 9} for name in ("xs", "ys", "rows")}, calls_seen=9)
        viewing, views = seconds(lambda: [genome.view(each, types=lists) for each in functions(genome)])
        made = 0
        began = spent()
        for view in views:
            spot = Hotspot(region=view.region, self_share=0.5, cumulative_share=0.5, samples=50)
            made += len(propose(view, spot).candidates)
        return spent() - began, made, viewing


def measure(count: int, edits: int, small: int) -> dict[str, Any]:
    """All figures."""
    rng = random.Random(SEED)
    with tempfile.TemporaryDirectory(prefix="ouroboros-genome-") as name:
        folder, cache = Path(name) / "tree", Path(name) / "cache"
        folder.mkdir()
        texts = written(folder, count)
        runs = 2
        parse_seconds, _ = seconds(lambda: bare(texts), runs)
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        cold, genome = seconds(lambda: understood(folder, None), runs)
        read_memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        kept, _ = seconds(lambda: understood(folder, cache))
        again, _ = seconds(lambda: understood(folder, cache), runs)
        chosen = rng.sample(functions(genome), edits)
        edited = sorted(seconds(partial(edit, genome, each, number))[0] for number, each in enumerate(chosen))
        effects, _ = seconds(lambda: [genome.effects(each) for each in chosen])
        candidate_seconds, made, viewing = generation(small)
        return {
            "files": len(genome.files),
            "lines": sum(text.count("\n") + 1 for text in texts),
            "functions": len(functions(genome)),
            "bare_parse_seconds": parse_seconds,
            "cold_seconds": cold,
            "cold_and_cached_seconds": kept,
            "from_cache_seconds": again,
            "edit_median_seconds": edited[len(edited) // 2],
            "edit_worst_tenth_seconds": edited[len(edited) * 9 // 10],
            "effects_per_function_seconds": effects / len(chosen),
            "candidates": made,
            "candidates_per_second": made / candidate_seconds,
            "views_per_second": small / viewing,
            "memory_of_bare_parse_mib": before / 1024,
            "peak_memory_mib": read_memory / 1024,
            "processes": 2 if count > reading.PARALLEL_FROM else 1,
        }


def main() -> int:
    """Run and print; the exit status is 0 when the aims are met."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--quick", action="store_true", help="200 files instead of 1,000; under a minute")
    parser.add_argument("--json", type=Path, metavar="FILE")
    options = parser.parse_args()
    figures = measure(200, 30, 100) if options.quick else measure(1000, 100, 400)
    times = figures["cold_seconds"] / figures["bare_parse_seconds"]
    share = figures["edit_median_seconds"] / figures["cold_seconds"]
    rate = figures["candidates_per_second"]
    aims: dict[str, Any] = {
        "cold_times_bare_parse": {
            "aim": f"at most {COLD_TIMES:g}",
            "value": times,
            "met": times <= COLD_TIMES,
        },
        "edit_share_of_cold": {
            "aim": f"at most {WARM_SHARE:g}",
            "value": share,
            "met": share <= WARM_SHARE,
        },
        "candidates_per_second": {
            "aim": f"at least {CANDIDATES_PER_SECOND:g}",
            "value": rate,
            "met": rate >= CANDIDATES_PER_SECOND,
        },
    }
    if options.json:
        report = {"benchmark": "genome", "figures": figures, "aims": aims}
        options.json.write_text(json.dumps(report, indent=2) + "\n", encoding="utf-8")
    for name, value in figures.items():
        print(f"{name:34} {value:.4g}")
    for name, aim in aims.items():
        print(f"{name}: {aim['value']:.3g} (aim: {aim['aim']}){'' if aim['met'] else ', not met'}")
    return 0 if all(aim["met"] for aim in aims.values()) else 1


if __name__ == "__main__":
    sys.exit(main())
