"""From a slow project to winners in its files or on a branch, and nothing else touched."""

import json
import subprocess
import sys

import pytest

pytestmark = [pytest.mark.journey, pytest.mark.xdist_group("gains kept")]
"""In one process: each test goes on where the last one left the project."""

RUN = ("shop", "--workload", "python bench.py", "--tests", "python -m pytest -q", "--budget", "3m")

BENCH = """from shop.orders import joined
from shop.stock import known

for turn in range(4):
    customers = [{"id": i, "name": f"c{i}"} for i in range(300 + turn)]
    orders = [{"number": i, "customer": i * 7 % 400} for i in range(300)]
    print(len(joined(orders, customers)))
    print(len(known(list(range(0, 3000, 2)), list(range(turn, 1500 + turn)))))
"""
TESTS = """from shop.orders import joined
from shop.stock import known


def test_known():
    assert known([1, 2, 3], [3, 1]) == [1, None, 3]


def test_joined():
    assert joined([{"number": 1, "customer": 7}], [{"id": 7, "name": "a"}]) == [(1, "a")]
"""
LATIN = "# -*- coding: latin-1 -*-\nPLACE = 'Köln'\n\n\n"


@pytest.fixture(scope="module")
def project(shared_journey, slow_function, join):
    """A committed project whose hot files have DOS line ends, an old encoding and an unusual mode."""
    shared_journey.write(
        {
            "pyproject.toml": '[project]\nname = "shop"\nversion = "1"\n',
            ".gitignore": "__pycache__/\n",
            "shop/__init__.py": "",
            "shop/orders.py": join.replace("\n", "\r\n"),
            "shop/idle.py": "VALUE = 1\n",
            "bench.py": BENCH,
            "tests/test_shop.py": TESTS,
        }
    )
    stock = shared_journey.project / "shop" / "stock.py"
    stock.write_bytes((LATIN + slow_function("known")).encode("latin-1"))
    stock.chmod(0o754)
    shared_journey.commit_all()
    return shared_journey


def _contents(project) -> dict:
    """What lies in the working tree."""
    return {name: seen for name, seen in project.fingerprint().items() if name.partition("/")[0] != ".git"}


NUMBER = (int, float)


def _follows_schema_1(report: dict) -> None:
    """Section 4 of the specification, key by key."""
    assert report["schema"] == 1
    assert isinstance(report["target"], str)
    assert isinstance(report["started"], str)
    assert isinstance(report["seconds"], NUMBER)
    for item in report["functions"]:
        assert isinstance(item["function"], str)
        assert ":" in item["function"]
        assert isinstance(item["file"], str)
        assert 0 <= item["share"] <= 1
        assert isinstance(item["candidates"], int)
        assert all(isinstance(count, int) for count in item["rejected"].values())
        winner = item["winner"]
        if winner is None:
            assert item["why_no_winner"]
            continue
        assert 1 < winner["low"] <= winner["speedup"] <= winner["high"]
        assert winner["operators"]
        assert winner["diff"].startswith("--- ")
        assert isinstance(winner["risk"], str)
        evidence = winner["evidence"]
        for name in ("tests", "recorded_calls", "generated_calls"):
            assert isinstance(evidence[name], int)
        assert 0 <= evidence["p_value"] <= 1
    workload = report["workload"]
    assert workload["after_s"] < workload["before_s"]
    assert workload["speedup"] > 1


def test_first_only_a_report(project) -> None:
    status = project.git("status", "--porcelain", "--ignored")  # git itself refreshes its index here
    before = project.fingerprint()
    ended = project.reported(*RUN, "--dry-run")
    assert project.fingerprint() == before
    assert project.git("status", "--porcelain", "--ignored") == status == ""
    _follows_schema_1(ended.report)
    assert set(ended.winners) == {"shop.stock:known", "shop.orders:joined"}, ended.text
    assert all(winner["evidence"]["tests"] == 1 for winner in ended.winners.values())


def test_then_a_branch_that_touches_neither_files_nor_index_nor_head(project) -> None:
    (project.project / "notes.py").write_text("VALUE = 2  # not committed\n")
    project.git("add", "--intent-to-add", "notes.py")
    before, status = _contents(project), project.git("status", "--porcelain")
    index = (project.project / ".git" / "index").read_bytes()
    head = project.git("rev-parse", "HEAD")
    ended = project.reported(*RUN, "--branch", "gains")
    assert ended.winners, ended.text
    assert (project.project / ".git" / "index").read_bytes() == index
    assert _contents(project) == before
    assert project.git("status", "--porcelain") == status
    assert project.git("rev-parse", "HEAD") == head
    messages = project.git("log", "--format=%B", "HEAD..gains")
    assert messages.count("Ouroboros-Candidate:") == len(ended.winners)
    for part in ("Measured:", "Replayed:", "Symbolic:", "Tests:", "membership-to-set"):
        assert part in messages
    changed = project.git("diff", "--name-only", "HEAD", "gains").split()
    assert sorted(changed) == sorted({item["file"] for item in ended.report["functions"] if item["winner"]})
    project.git("rm", "-q", "--cached", "notes.py")
    (project.project / "notes.py").unlink()


def test_a_branch_that_exists_ends_it_before_any_work(project) -> None:
    project.git("branch", "taken")
    ended = project.evolve(*RUN, "--branch", "taken", seconds=20)
    assert ended.status == 2
    assert "--branch taken: exists already" in ended.text
    assert "baseline" not in ended.text


def test_source_that_is_not_committed_cannot_go_to_a_branch(project) -> None:
    idle = project.project / "shop" / "idle.py"
    idle.write_text("VALUE = 2  # not committed\n")
    ended = project.evolve(*RUN, "--branch", "other", seconds=20)
    project.git("checkout", "-q", "--", "shop/idle.py")
    assert ended.status == 2
    assert "shop/idle.py changed since the last commit; commit first, or use --apply" in ended.text


def test_a_file_that_changed_meanwhile_is_not_written(project) -> None:
    stock = project.project / "shop" / "stock.py"
    running = project.started(*RUN, "--apply", until="confirm")
    stock.write_bytes(stock.read_bytes() + b"# edited meanwhile\n")
    before = _contents(project)
    _, words = running.process.communicate(timeout=300)
    after = _contents(project)
    project.git("checkout", "-q", "--", "shop/stock.py")
    assert running.process.returncode == 3, words
    assert "stock.py: changed since it was read; nothing was written, run again" in words
    assert after == before


def test_then_the_files_and_a_second_time_finds_nothing_more(project) -> None:
    before = project.fingerprint()
    ended = project.reported(*RUN, "--apply")
    changed = {item["file"] for item in ended.report["functions"] if item["winner"]}
    assert changed == {"shop/stock.py", "shop/orders.py"}, ended.text
    after = project.fingerprint()
    assert {name for name in before if before[name][2] != after[name][2]} == changed
    assert {name: seen[0] for name, seen in before.items()} == {name: seen[0] for name, seen in after.items()}
    stock = (project.project / "shop" / "stock.py").read_bytes()
    assert "Köln".encode("latin-1") in stock
    orders = (project.project / "shop" / "orders.py").read_bytes()
    assert orders.count(b"\r\n") == orders.count(b"\n")
    # The result owes nothing to us: no site packages at all, and the tests still pass.
    alone = [sys.executable, "-I", "-S", "-c", "import sys; sys.path[:0] = ['.']; import bench"]
    assert subprocess.run(alone, cwd=project.project, capture_output=True, check=False).returncode == 0
    tests = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider"]
    assert subprocess.run(tests, cwd=project.project, capture_output=True, check=False).returncode == 0
    again = project.reported(*RUN, "--apply")
    assert not again.winners, json.dumps(again.winners)
    assert "0 winners" in again.text
