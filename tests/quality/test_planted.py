"""Does the engine find planted slowness, and does it leave planted traps alone?

Each group of planted modules becomes one small project with one workload; `ouroboros evolve --apply` runs on
it. A changed file must answer every probe of its module as the original does.
"""

import ast
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

HERE = Path(__file__).parent
PLANTED = HERE / "planted"
SLOW = sorted(PLANTED.glob("slow_*.py"))
TRAPS = sorted(PLANTED.glob("trap_*.py"))
SLOW_TOGETHER = 9
TRAPS_TOGETHER = 31
"""Modules in one project. Most traps get no candidate at all, so many fit into one budget."""
EVERY = "EVERY_PLANTED" in os.environ
"""Whether all slow modules are evolved, a quarter of an hour; else each fourth of them."""
FOUND_SHARE = 0.4
SLOW_BUDGET = "75s"
TRAPS_BUDGET = "80s"

WORKLOAD = """\
import {modules}

for module in ({modules},):
    for _ in range(getattr(module, "ROUNDS", 1)):
        print(module.__name__, module.workload())
"""


def answers(pairs, *, hash_seed=0):
    """What every probe of the original modules does on the given files."""
    command = [sys.executable, str(HERE / "probing.py"), *(f"{original}={file}" for original, file in pairs)]
    environment = {**os.environ, "PYTHONHASHSEED": str(hash_seed), "PYTHONDONTWRITEBYTECODE": "1"}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True, timeout=120)
    return json.loads(done.stdout)


def obvious():
    text = (PLANTED / "obvious.py").read_text(encoding="utf-8")
    node = next(node for node in ast.parse(text).body if isinstance(node, ast.Assign))
    return ast.literal_eval(node.value)


def groups(modules, size):
    """Modules dealt out so that look-alikes, which sort together, meet in different projects."""
    count = -(-len(modules) // size)
    return [modules[start::count] for start in range(count)]


def test_there_are_enough_of_both():
    assert len(SLOW) >= 24
    assert len(TRAPS) >= 30
    assert set(obvious()) == {trap.stem for trap in TRAPS}
    idle = [module.stem for module in SLOW + TRAPS if "\ndef workload(" not in module.read_text("utf-8")]
    assert idle == []


def test_probes_answer_the_same_in_every_process():
    pairs = [(module, module) for module in SLOW + TRAPS]
    first, second = answers(pairs), answers(pairs, hash_seed=12345)
    assert first == second
    assert all(len(told) >= 1 for told in first.values())


def test_every_obvious_rewrite_of_a_trap_is_caught_by_a_probe(tmp_path):
    pairs = []
    for name, replacements in obvious().items():
        text = (PLANTED / f"{name}.py").read_text(encoding="utf-8")
        for old, new in zip(replacements[::2], replacements[1::2], strict=True):
            assert old in text, (name, old)
            text = text.replace(old, new, 1)
        changed = tmp_path / f"{name}.py"
        changed.write_text(text, encoding="utf-8")
        pairs.append((PLANTED / f"{name}.py", changed))
    original = answers([(module, module) for module, _ in pairs])
    tempting = answers(pairs)
    assert [name for name in original if original[name] == tempting[name]] == []


def evolve(modules, project, budget):
    """Copy ``modules`` into ``project``, evolve it in place, and return the JSON report."""
    for module in modules:
        (project / module.name).write_bytes(module.read_bytes())
    names = ", ".join(module.stem for module in modules)
    (project / "work.py").write_text(WORKLOAD.format(modules=names), encoding="utf-8")
    report = project.parent / f"{project.name}.json"
    command = [sys.executable, "-c", "from ouroboros.cli.main import main; main()", "evolve", str(project)]
    command += ["--workload", f"{sys.executable} work.py", "--budget", budget, "--seed", "1"]
    command += ["--apply", "--json", str(report)]
    environment = {**os.environ, "OUROBOROS_CONFIRMATION_PAIRS": "10", "OUROBOROS_BUILD_SECONDS": "0"}
    done = subprocess.run(
        command, cwd=project, env=environment, capture_output=True, text=True, check=False, timeout=600
    )
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]
    return json.loads(report.read_text(encoding="utf-8"))


def told(function):
    winner = function["winner"]
    if not winner:
        return f"{function['function']}: {function['why_no_winner']}"
    timed = winner["evidence"]["confirmation"]
    return f"{function['function']}: {timed['speedup']:.2f}x, {' + '.join(winner['operators'])}"


def evolved(modules, size, budget, tmp_path):
    """Names of modules with a winner, and of those whose probes answer differently afterwards."""
    won, wrong = set(), {}
    for number, group in enumerate(groups(modules, size)):
        project = tmp_path / f"group{number}"
        project.mkdir()
        report = evolve(group, project, budget)
        print(f"{report['seconds']:.0f} s", *(told(function) for function in report["functions"]), sep="\n")
        won |= {Path(function["file"]).stem for function in report["functions"] if function["winner"]}
        before = answers([(module, module) for module in group])
        after = answers([(module, project / module.name) for module in group])
        wrong |= {name: (before[name], after[name]) for name in before if before[name] != after[name]}
    return won, wrong


@pytest.mark.journey
def test_planted_slowness_is_found(tmp_path):
    planted = SLOW if EVERY else SLOW[::4]
    won, wrong = evolved(planted, SLOW_TOGETHER, SLOW_BUDGET, tmp_path)
    assert wrong == {}
    found = won & {module.stem for module in planted}
    missed = sorted({module.stem for module in planted} - found)
    assert len(found) >= FOUND_SHARE * len(planted), f"missed: {missed}"


@pytest.mark.journey
def test_planted_traps_are_left_alone_or_kept_right(tmp_path):
    _, wrong = evolved(TRAPS, TRAPS_TOGETHER, TRAPS_BUDGET, tmp_path)
    assert wrong == {}
