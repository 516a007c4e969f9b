"""A compiled file joins the winners only where the whole is faster with it, and takes their texts with it."""

from dataclasses import replace
from types import SimpleNamespace

import pytest

from ouroboros.compiling.loader import bound
from ouroboros.coordination import compiled_finals
from ouroboros.coordination.compiled_candidates import CompiledFile
from ouroboros.coordination.compiled_finals import with_compiled_parts
from ouroboros.coordination.extension_builds import Extension
from ouroboros.coordination.finals import FinalSet
from ouroboros.coordination.trials import RegionResult
from ouroboros.records.evidence import GateName, Measurement
from ouroboros.records.verdict import FunctionOutcome, WorkloadOutcome
from tests.reporting.conftest import make_hotspot, make_verdict


def outcome(speedup: float, *, low: float | None = None, p_value: float = 0.004) -> WorkloadOutcome:
    low = speedup - 0.02 if low is None else low
    timed = Measurement(speedup=speedup, low=low, high=speedup + 0.02, pairs=8, p_value=p_value)
    return WorkloadOutcome(before_seconds=1.0, after_seconds=1 / speedup, measurement=timed)


class World:
    """Files a.py, b.py …, one hot function in each; ``judge`` says what the gates say of a set of texts."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.asked: list[list[str]] = []
        self.notes: list[str] = []
        self.given: dict[str, str] = {}
        self.judge = lambda _paths: (outcome(2.0), "")
        self.left = 100.0
        self.session = SimpleNamespace(
            say=lambda *_: None,
            note=self.notes.append,
            clock=SimpleNamespace(left_seconds=self.left),
            settings=SimpleNamespace(workload="run", minimum_speedup=1.05),
            funnel={"candidates": 0, "confirmed": 0},
        )
        self.files = {
            f"{name}.py": make_hotspot(path=f"{name}.py", module=name, qualname=name).region.file
            for name in "ab"
        }
        patched = {
            "_worth_building": lambda *_: list(self.files),
            "compiled_file": self.compiled,
            "turned_down": lambda *_: None,
            "weighed": lambda _session, _arena, _book, verdict, _tried: verdict,
            "stands": self.stands,
            "census": lambda _book: None,
        }
        for name, answer in patched.items():
            monkeypatch.setattr(compiled_finals, name, answer)

    def compiled(self, _session, _arena, _hot, file, text, _known):
        self.given[file.path] = text
        name = file.path.removesuffix(".py")
        spot = make_hotspot(path=file.path, module=name, qualname=name)
        built = Extension(
            path=f"__pycache__/{name}.so",
            content=b"",
            text=bound(text, f"{name}.ouroboros-0123456789abcdef", (name,)),
            names=(name,),
        )
        return CompiledFile(file=file, extension=built, books=(Book(spot.region),))

    def stands(self, _session, _arena, _results, texts, *, added_to):
        assert isinstance(added_to, dict)
        compiled = sorted(path for path, text in texts.items() if "_ouroboros_compiled(" in text)
        self.asked.append(compiled)
        return self.judge(compiled)

    def results(self, *winners: str) -> tuple[RegionResult, ...]:
        made = []
        for path in self.files:
            spot = make_hotspot(path=path, module=path[0], qualname=path[0])
            winner = make_verdict(spot, f"# {path} won\n") if path[0] in winners else None
            made.append(RegionResult(outcome=FunctionOutcome(hotspot=spot, winner=winner, candidates=1)))
        return tuple(made)

    def ended(self, *winners: str, workload: WorkloadOutcome | None = None) -> FinalSet:
        results = self.results(*winners)
        texts = {f"{name}.py": f"# {name}.py won\n" for name in winners}
        final = FinalSet(results=results, texts=texts, workload=workload)
        arena = SimpleNamespace(sandbox=None, suite=None, level="full", plan=SimpleNamespace(modules=()))
        return with_compiled_parts(
            self.session, arena, SimpleNamespace(files=self.files), SimpleNamespace(), final
        )


class Book(SimpleNamespace):
    """As much of a book as is asked for."""

    def __init__(self, region):
        super().__init__(
            region=region, calls=range(30), recorded=30, distinct_recorded=30, earlier=0, generated=0,
            tolerance=None, expected=(1,), through="", seconds=0.1,
        )  # fmt: skip


@pytest.fixture
def world(monkeypatch) -> World:
    monkeypatch.setattr(compiled_finals, "replace", _replace)
    return World(monkeypatch)


def _replace(value, **changes):
    return value if isinstance(value, Book) else replace(value, **changes)


def operators(final: FinalSet) -> dict[str, tuple[str, ...]]:
    return {
        result.outcome.hotspot.region.qualname: result.outcome.winner.candidate.operators
        for result in final.results
        if result.outcome.winner
    }


def test_compiled_files_are_accepted_together_with_the_figures_of_the_workload(world) -> None:
    final = world.ended()
    assert world.asked == [["a.py", "b.py"]]
    assert operators(final) == {"a": ("compiled-functions",), "b": ("compiled-functions",)}
    assert final.workload == outcome(2.0)
    winner = final.results[0].outcome.winner
    assert winner.evidence.confirmation.speedup == 2.0
    assert {answer.gate for answer in winner.evidence.gates} >= {GateName.CONFIRMATION, GateName.WORKLOAD}
    assert world.session.funnel == {"candidates": 2, "confirmed": 2}


def test_a_compiled_file_is_made_from_what_won_in_it(world) -> None:
    final = world.ended("a", workload=outcome(1.2))
    assert world.given == {"a.py": "# a.py won\n", "b.py": world.files["b.py"].text}
    before = world.results("a")[0].outcome.winner.candidate
    assert operators(final)["a"] == (*before.operators, "compiled-functions")
    assert final.results[0].outcome.winner.candidate.parents[-1] == before.identity
    assert final.texts["a.py"].startswith("# a.py won\n")
    assert final.results[0].outcome.winner.evidence.confirmation.speedup == 2.0
    assert final.workload.measurement.speedup == pytest.approx(2.4)


def test_a_file_that_breaks_the_set_stays_as_it_was(world) -> None:
    world.judge = lambda paths: (outcome(1.5), "it prints something else" if "b.py" in paths else "")
    final = world.ended("b", workload=None)
    assert world.asked == [["a.py", "b.py"], ["a.py"], ["a.py", "b.py"]]
    assert operators(final)["a"] == ("compiled-functions",)
    assert "compiled-functions" not in operators(final)["b"]
    assert final.texts["b.py"] == "# b.py won\n"
    lost = final.results[1].outcome
    assert [each.reason for each in lost.lost] == ["it prints something else"]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (None, outcome(1.03, low=1.02)),
        (None, outcome(1.2, low=0.99)),
        (None, outcome(1.2, p_value=0.02)),
        (outcome(1.5), outcome(1.02)),
        (None, None),
    ],
)
def test_a_whole_that_is_hardly_faster_stays_as_it_was(world, before, after) -> None:
    world.judge = lambda _paths: (after, "")
    final = world.ended(workload=before)
    assert operators(final) == {}
    assert final.workload is before
    assert final.texts == {}
    assert all(
        "combination" in result.outcome.why_no_winner or result.outcome.lost for result in final.results
    )


def test_without_time_nothing_is_built(world) -> None:
    world.session.clock.left_seconds = 1.0
    final = world.ended()
    assert world.given == {}
    assert operators(final) == {}
    assert world.notes == ["a.py is not compiled: the budget was spent"]
