"""Every operator keeps its promises: examples, refusals, idempotence, and equal behaviour."""

from __future__ import annotations

import ast
import contextlib
import difflib
import io
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from ouroboros.genome.source_tree import SourceGenome
from ouroboros.mutation import catalogue
from ouroboros.mutation.catalogue import operators
from ouroboros.mutation.proposal import Proposals, propose
from ouroboros.operators.contract import Operator
from ouroboros.records.hotspot import Hotspot, TypeProfile

AVAILABLE = frozenset({"numba", "numpy", "pandas"})

EXAMPLES = [
    pytest.param(operator, example, id=f"{operator.name}-{number}")
    for operator in operators()
    for number, example in enumerate(operator.examples)
]
REFUSALS = [
    pytest.param(operator, refusal, id=f"{operator.name}-{number}")
    for operator in operators()
    for number, refusal in enumerate(operator.refusals)
]


def proposals_for(
    operator: Operator,
    folder: Path,
    text: str,
    function: str,
    types: Mapping[str, Mapping[str, int]],
    profile: TypeProfile,
) -> Proposals:
    """What ``operator`` alone offers for ``function`` of a module with this ``text``."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "example.py").write_text(text, encoding="utf-8")
    genome = SourceGenome.read(folder, folder, cache=None)
    assert not genome.skipped, genome.skipped
    region = genome.region(f"example:{function}")
    counts = {name: dict(seen) for name, seen in types.items()}
    calls_seen = max((sum(seen.values()) for seen in counts.values()), default=0)
    seen = replace(
        profile,
        parameters=profile.parameters | counts,
        calls_seen=max(calls_seen, profile.calls_seen),
    )
    view = genome.view(region, types=seen, available=AVAILABLE)
    hotspot = Hotspot(region=region, self_share=0.9, cumulative_share=0.9, samples=900)
    return propose(view, hotspot, [operator])


def shape(text: str) -> str:
    return ast.dump(ast.parse(text))


def difference(expected: str, got: str) -> str:
    lines = difflib.unified_diff(
        expected.splitlines(), got.splitlines(), "expected (after)", "proposed", lineterm="", n=30
    )
    return "\n".join(lines)


def behaviour(code: str, call: str) -> tuple[str, str, str]:
    """What ``call`` does in a fresh module: how it ended, type, and repr or message; then all output."""
    namespace: dict[str, object] = {"__name__": "example"}
    output = io.StringIO()
    with contextlib.redirect_stdout(output), contextlib.redirect_stderr(output):
        exec(compile(code, "example.py", "exec"), namespace)
        try:
            value = eval(call, namespace)
        except Exception as error:  # noqa: BLE001  # whatever the example raises is its behaviour
            return f"raised {type(error).__qualname__}", str(error), output.getvalue()
        return f"returned {type(value).__qualname__}", repr(value), output.getvalue()


def test_every_operator_has_examples_refusals_and_words() -> None:
    for operator in operators():
        assert operator.examples, operator.name
        assert operator.refusals, operator.name
        assert operator.summary.strip(), operator.name
        assert operator.payoff > 1.0, operator.name
        assert operator.name == operator.name.lower().replace(" ", "-").replace("_", "-")


@pytest.mark.parametrize(("operator", "example"), EXAMPLES)
def test_example_becomes_its_after(operator, example, tmp_path) -> None:
    found = proposals_for(
        operator, tmp_path, example.before, example.function, example.types, example.profile
    )
    assert not found.problems, found.problems
    assert found.candidates, f"{operator.name} proposes nothing for:\n{example.before}"
    if shape(example.after) not in {shape(candidate.text) for candidate in found.candidates}:
        pytest.fail(
            "\n\n".join(difference(example.after, candidate.text) for candidate in found.candidates),
            pytrace=False,
        )


@pytest.mark.parametrize(("operator", "example"), EXAMPLES)
def test_example_behaves_as_before(operator, example, tmp_path) -> None:
    found = proposals_for(
        operator, tmp_path, example.before, example.function, example.types, example.profile
    )
    # What else a conjecture guesses may be wrong, and is for the arena to refuse.
    others = () if operator.conjecture else found.candidates
    texts = [example.after, *(candidate.text for candidate in others)]
    assert example.calls, "an example without calls shows nothing"
    for call in example.calls:
        expected = behaviour(example.before, call)
        assert expected == behaviour(example.before, call), f"{call} is not reproducible"
        for text in texts:
            assert behaviour(text, call) == expected, f"{call}\n{difference(example.before, text)}"


@pytest.mark.parametrize(("operator", "refusal"), REFUSALS)
def test_refusal_is_left_alone(operator, refusal, tmp_path) -> None:
    found = proposals_for(operator, tmp_path, refusal.code, refusal.function, refusal.types, refusal.profile)
    assert not found.problems, found.problems
    assert not found.candidates, f"{refusal.reason}\n\n" + "\n\n".join(
        difference(refusal.code, candidate.text) for candidate in found.candidates
    )


@pytest.mark.parametrize(("operator", "example"), EXAMPLES)
def test_nothing_is_left_to_do_afterwards(operator, example, tmp_path) -> None:
    found = proposals_for(operator, tmp_path, example.after, example.function, example.types, example.profile)
    assert not found.problems, found.problems
    assert not found.candidates, "\n\n".join(
        difference(example.after, candidate.text) for candidate in found.candidates
    )


def test_no_two_helpers_have_one_name() -> None:
    """Two rewrites of a file may bring their helpers along, and the later one would hide the earlier."""
    said: dict[str, set[str]] = {}
    for file in (Path(catalogue.__file__).parents[1] / "operators").rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if not (isinstance(node, ast.Constant) and isinstance(node.value, str)):
                continue
            with contextlib.suppress(SyntaxError):
                for statement in ast.parse(node.value).body:
                    name = getattr(statement, "name", "")
                    if name.startswith("_ouroboros_") and file.parent.name != "examples":
                        said.setdefault(name, set()).add(ast.dump(statement))
    assert [name for name, texts in said.items() if len(texts) > 1] == []
    assert len(said) > 30
