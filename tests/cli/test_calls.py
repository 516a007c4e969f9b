"""``ouroboros calls``."""

import json
import re
import time

import pytest
from click.testing import CliRunner

from ouroboros.cli.main import main
from ouroboros.records.hotspot import RecordedCall
from ouroboros.storage.call_file import KeptCalls
from ouroboros.storage.call_store import CallStore

DAY = 86_400.0


def keep(folder, project, function, count, *, days_ago=0.0, days=30.0):
    store = CallStore(
        folder, project, days=days, most_bytes=1 << 20, now=lambda: time.time() - days_ago * DAY
    )
    calls = tuple(RecordedCall(function=function, payload=b"%d" % n) for n in range(count))
    store.keep(
        KeptCalls(function=function, source="text", command=str(days_ago), import_name="m", calls=calls)
    )


@pytest.fixture
def state(tmp_path, monkeypatch):
    (tmp_path / "pyproject.toml").touch()
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("OUROBOROS_STATE_DIR", str(tmp_path / "state"))
    folder = tmp_path / "state" / "calls"
    keep(folder, "/b", "shop:f", 2)
    keep(folder, "/a", "shop.cart:Basket.total", 3, days_ago=4.2)
    keep(folder, "/a", "shop.cart:f", 1, days_ago=3, days=2)
    return folder


def run(*arguments):
    return CliRunner().invoke(main, ["calls", *arguments])


def listed(*arguments):
    return json.loads(run("--json", *arguments).stdout)["functions"]


def test_they_are_listed_by_project_and_function_with_age(state):
    lines = run().stdout.splitlines()
    assert lines[0] == "/a"
    assert "3 calls" in lines[1]
    assert "4 d old  shop.cart:Basket.total" in lines[1]
    assert lines[2] == "/b"
    assert re.search(r" \d s old  shop:f$", lines[3])
    assert lines[-1].startswith("5 calls of 2 functions, ")
    assert lines[-1].endswith(f"in {state}")


def test_the_list_for_programs(state):
    first, second = listed()
    assert (first["project"], first["function"], first["calls"]) == ("/a", "shop.cart:Basket.total", 3)
    assert second["bytes"] == sum(
        path.stat().st_size for path in state.glob("*/*") if b"shop:f" in path.read_bytes()
    )
    assert first["first_recorded"] == first["last_recorded"] < second["last_recorded"] < first["expires"]


def test_what_is_too_old_is_gone_once_they_are_listed(state):
    assert len(list(state.glob("*/*"))) == 3
    assert "shop.cart:f" not in {each["function"] for each in listed()}
    assert len(list(state.glob("*/*"))) == 2


@pytest.mark.parametrize("pattern", ["shop.cart:*", "*.total", "shop.cart"])
def test_some_can_be_forgotten(state, pattern):
    assert run("--forget", pattern).stdout == "forgotten: 3 calls of 1 function\n"
    assert [each["function"] for each in listed()] == ["shop:f"]


def test_all_can_be_forgotten_damaged_ones_too(state):
    next(state.glob("*/*")).with_name("damaged.calls").write_text("?")
    assert "1 file damaged" in run().stdout
    assert json.loads(run("--forget-all", "--json").stdout)["forgotten"] == {"calls": 5, "functions": 2}
    assert list(state.glob("*/*")) == []
    assert run().stdout == f"no recorded calls are kept in {state}\n"


@pytest.mark.usefixtures("state")
def test_mistakes_are_named_and_nothing_is_forgotten():
    result = run("--forget", "shop:f", "--forget", "shop:g")
    assert result.exit_code == 2
    assert "'shop:g' matches no function" in result.stderr
    result = run("--forget", "shop:f", "--forget-all")
    assert result.exit_code == 2
    assert "exclude each other" in result.stderr
    assert len(listed()) == 2


def test_another_state_folder_can_be_given(state, tmp_path):
    assert listed("--state-dir", str(tmp_path / "elsewhere")) == []
    assert len(listed("--state-dir", str(state.parent))) == 2


def test_names_cannot_speak_to_the_terminal(state):
    keep(state, "/c\x1b[31m", "shop:\x1b[2J", 1)
    assert "\x1b" not in run().stdout
