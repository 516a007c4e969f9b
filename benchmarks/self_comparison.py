"""The original against itself, through the whole path: how often is a difference claimed that is not there.

Every comparison takes the hot functions of the storefront example through the same gates as a real candidate
(replay, screening, confirmation in fresh processes), with the original's own text as the "candidate". Any
"faster" or "slower" is a false claim. Run: python benchmarks/self_comparison.py [--quick] [--json FILE]
"""

from __future__ import annotations

import argparse
import itertools
import json
import math
import os
import random
import sys
import tempfile
import time
from pathlib import Path

from ouroboros.arena.equality.call_book import CallBook, open_book
from ouroboros.arena.equality.replay import agree
from ouroboros.arena.timing.benchmark import confirm, screen
from ouroboros.arena.timing.pairs import Contest, calibrated
from ouroboros.arena.timing.significance import spent_alpha
from ouroboros.config.loading import load_settings
from ouroboros.coordination.baseline import sandbox_plan
from ouroboros.coordination.hot_code import HotCode, find_hot_code
from ouroboros.coordination.reading import read_genome, what_is_installed
from ouroboros.coordination.session import BudgetClock, Session, open_store
from ouroboros.coordination.warm_arena import Arena
from ouroboros.coordination.workspace import opened
from ouroboros.records.evidence import Gate, Measurement
from ouroboros.records.hotspot import Hotspot, RecordedCall

STOREFRONT = Path(__file__).resolve().parent.parent / "examples" / "storefront"
AIM = 2


def main() -> int:
    """Run and print; the exit status is 0 when the aim is met."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--quick", action="store_true", help="10 comparisons instead of 200")
    parser.add_argument("--json", type=Path, metavar="FILE")
    parser.add_argument("--seed", type=int, default=1)
    chosen = parser.parse_args()
    comparisons, functions = (10, 3) if chosen.quick else (200, 8)
    started = time.monotonic()
    with tempfile.TemporaryDirectory() as state:
        figures = compare(comparisons, functions, chosen.seed, Path(state))
    figures["seconds"] = time.monotonic() - started
    claims = figures["called_faster"] + figures["called_slower"]
    allowed = AIM * comparisons / 200
    aims = {"false claims": {"aim": f"at most {allowed:g}", "value": claims, "met": claims <= allowed}}
    if chosen.json:
        report = {"benchmark": "self_comparison", "figures": figures, "aims": aims}
        chosen.json.write_text(json.dumps(report, indent=2) + "\n", encoding="utf-8")
    for name, value in figures.items():
        print(f"{name:34} {value:.4g}")
    print(
        f"{comparisons} times the original against itself: {figures['called_faster']:.0f} called faster, "
        f"{figures['called_slower']:.0f} called slower (aim: at most {allowed:g})"
    )
    return 0 if claims <= allowed else 1


def compare(comparisons: int, functions: int, seed: int, state: Path) -> dict[str, float]:
    """Take null candidates through screening and confirmation and count what is claimed of them."""
    flags = {"root": str(STOREFRONT), "workload": "python load.py", "state_dir": str(state), "seed": seed}
    settings = load_settings(STOREFRONT, flags, {})
    with opened(STOREFRONT, ".") as workspace:
        session = Session(
            settings=settings,
            workspace=workspace,
            clock=BudgetClock(1e9),
            environment=os.environ,
            rng=random.Random(seed),
            store=open_store(settings),
        )
        genome = read_genome(session)
        hot = find_hot_code(session, genome)
        plan = sandbox_plan(session, genome, hot, what_is_installed(settings.python) - {"numba"})
        with Arena.opened(session, plan, None) as arena:
            opened_books = (_book(session, arena, hot, spot) for spot in hot.hotspots)
            quick = (book for book in opened_books if isinstance(book, CallBook) and _quick(book))
            books = list(itertools.islice(quick, functions))
            if not books:
                sys.exit("no hot function of the storefront could be replayed")
            contests: list[Contest] = []
            screened: list[Measurement] = []
            disagreed = 0
            for index in range(comparisons):
                book = books[index % len(books)]
                same = {book.region.file.path: book.region.file.text}
                disagreed += bool(agree(arena.sandbox, book, same).difference)
                measured = screen(
                    arena.sandbox,
                    calibrated(arena.sandbox, _contest(book, book.screening, same)),
                    # As the first decision of a session of its own, where the most error may be spent.
                    alpha=spent_alpha(settings.alpha, 1),
                    minimum_speedup=settings.minimum_speedup,
                    rng=session.rng,
                )
                screened.append(measured)
                if measured.decided is Gate.PASSED:
                    contests.append(
                        calibrated(arena.sandbox, _contest(book, book.confirming, same), first=True)
                    )
                told = f"\r{index + 1} of {comparisons} screened, {len(contests)} passed"
                print(told, end="", file=sys.stderr, flush=True)
            print(file=sys.stderr)
            # As in an evolution: only what passes screening is confirmed.
            confirmed = confirm(
                arena.fresh,
                [(contest, settings.confirmation_pairs) for contest in contests],
                minimum_speedup=settings.minimum_speedup,
                rng=session.rng,
            )
    finals = [each.measurement for each in confirmed if each.measurement is not None]
    errors = sorted(100 * abs(math.log(each.speedup)) for each in screened)
    return {
        "comparisons": comparisons,
        "functions": len(books),
        "called_different_by_replay": disagreed,
        "passed_screening": len(contests),
        "called_faster": sum(each.decided is Gate.PASSED for each in finals),
        "called_slower": sum(each.high < 1 / settings.minimum_speedup for each in screened),
        "undecided": sum(each.decided is Gate.UNKNOWN for each in screened),
        "pairs": sum(each.pairs for each in screened),
        "median_error_percent": errors[len(errors) // 2],
        "largest_error_percent": errors[-1],
    }


def _book(session: Session, arena: Arena, hot: HotCode, spot: Hotspot) -> CallBook | str:
    return open_book(
        arena.sandbox,
        spot.region,
        hot.sources(spot.region),
        modules=(hot.import_name(spot.region),),
        generated=0,
        rng=session.rng,
    )


def _quick(book: CallBook) -> bool:
    """Whether its timed calls are short enough for hundreds of comparisons in minutes."""
    return sum(call.seconds for call in (*book.screening, *book.confirming)) < 0.1


def _contest(book: CallBook, calls: tuple[RecordedCall, ...], same: dict[str, str]) -> Contest:
    return Contest(modules=book.modules, original=same, candidate=dict(same), calls=calls)


if __name__ == "__main__":
    sys.exit(main())
