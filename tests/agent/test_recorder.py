"""The recorder keeps a fair, bounded sample and disturbs nothing."""

from __future__ import annotations

import ast
import asyncio
import inspect
import pickle
import stat
import textwrap
import time

import pytest

from ouroboros.agent import own_clock, recorder
from ouroboros.agent.call_log import SUFFIX, CallLog, read_entries
from ouroboros.agent.import_hook import Plan, compile_recorded
from ouroboros.agent.recorder import Watched
from ouroboros.agent.type_names import type_text


@pytest.fixture
def watch(tmp_path):
    plan = Plan({"mode": "record", "folder": str(tmp_path), "project": str(tmp_path), "calls": 50})
    log = CallLog(plan.folder, plan.total_bytes)

    def make(function):
        watched = Watched(plan, log, "m:f", function)
        return watched, watched.wrapped()

    return make


def entries(folder):
    return [entry for path in sorted(folder.glob(f"*{SUFFIX}")) for entry in read_entries(path.read_bytes())]


def calls(folder):
    return [(head, pickle.loads(payload)) for head, payload in entries(folder) if head["kind"] == "call"]


def test_arguments_are_kept_as_they_were_before_the_call(watch, tmp_path):
    _, append = watch(lambda xs, x: xs.append(x))
    append([1], x=2)
    ((head, arguments),) = calls(tmp_path)
    assert arguments == (([1],), {"x": 2})
    assert head["raised"] is False
    assert len(head["outcome"]) == 64


def test_exceptions_pass_and_are_noted(watch, tmp_path):
    _, fail = watch(lambda: {}["x"])
    with pytest.raises(KeyError):
        fail()
    assert calls(tmp_path)[0][0]["raised"] is True


def test_the_time_of_an_enclosing_call_holds_no_recording(watch, tmp_path, monkeypatch):
    now = [0.0]
    monkeypatch.setattr(recorder.time, "perf_counter", lambda: now[0])
    monkeypatch.setattr(own_clock, "waited", lambda: 0.0)

    class Slow:
        def __reduce__(self):
            now[0] += 7.0
            return Slow, ()

    def work(_slow):
        now[0] += 0.25

    _, inner = watch(work)
    _, outer = watch(lambda count: [inner(Slow()) for _ in range(count)])
    outer(3)
    *_, (head, arguments) = calls(tmp_path)
    assert arguments == ((3,), {})
    assert head["seconds"] == 0.75


def test_waiting_for_a_busy_machine_is_no_part_of_a_call(watch, tmp_path, monkeypatch):
    now, waited = [0.0], [3.0]
    monkeypatch.setattr(recorder.time, "perf_counter", lambda: now[0])
    monkeypatch.setattr(own_clock, "waited", lambda: waited[0])

    def work():
        now[0] += 2.25
        waited[0] += 2.0

    _, call = watch(work)
    call()
    ((head, _),) = calls(tmp_path)
    assert head["seconds"] == 0.25


def test_a_sleep_is_part_of_a_call(watch, tmp_path):
    _, call = watch(lambda: time.sleep(0.05))
    call()
    ((head, _),) = calls(tmp_path)
    assert head["seconds"] >= 0.045


def test_where_nobody_tells_of_waiting_it_counts(monkeypatch):
    def refuse(*_args):
        raise PermissionError

    monkeypatch.setattr(own_clock.os, "open", refuse)
    assert own_clock.waited() == 0.0


def test_large_arguments_are_not_pickled_to_their_end(watch, tmp_path):
    class Piece:
        made = 0

        def __reduce__(self):
            Piece.made += 1
            return bytes, (bytes(16_000 + Piece.made % 7),)

    watched, count = watch(lambda obj: len(obj) + 0)
    assert count([Piece() for _ in range(100_000)]) == 100_000
    assert Piece.made < 5_000
    assert count(bytearray(32 << 20)) == 32 << 20
    assert count([1, 2]) == 2
    assert [arguments for _, arguments in calls(tmp_path)] == [(([1, 2],), {})]
    watched.summarise()
    (summary,) = [head for head, _ in entries(tmp_path) if head["kind"] == "summary"][-1:]
    assert summary["skipped"] == {"ValueError: arguments of more than 16,777,216 bytes": 2}
    assert summary["types"]["obj"]["bytearray"] == 1


def test_many_calls_leave_a_sample_from_the_whole_run(watch, tmp_path):
    watched, same = watch(lambda x: x)
    for number in range(20_000):
        assert same(number) == number
    slots = {head["slot"]: arguments[0][0] for head, arguments in calls(tmp_path)}
    assert sorted(slots) == list(range(50))
    assert list(range(20)) == sorted(slots[slot] for slot in range(20))
    assert max(slots.values()) > 10_000
    assert watched.calls == 20_000


def test_repeats_and_types_are_counted(watch, tmp_path):
    watched, same = watch(lambda xs, *rest, key=None: xs)
    for number in range(40):
        same([number % 4], "r", key=1.5)
    watched.summarise()
    head = [head for head, _ in entries(tmp_path) if head["kind"] == "summary"][-1]
    assert head["distinct"] == 4
    assert head["hashed"] == 40
    assert head["types"] == {"xs": {"list[int]": 40}, "rest": {"tuple[str]": 40}, "key": {"float": 40}}


def test_a_recursion_is_kept_by_its_roots(watch, tmp_path):
    def fib(n):
        return n if n < 2 else recursive(n - 1) + recursive(n - 2)

    _, recursive = watch(fib)
    assert recursive(15) == 610
    kept = [arguments[0][0] for _, arguments in calls(tmp_path)]
    assert 15 in kept
    assert min(kept) >= 11


def test_what_cannot_be_pickled_is_counted_with_its_reason(watch, tmp_path):
    watched, total = watch(sum_of)
    for _ in range(30):
        assert total(n for n in range(3)) == 3
    watched.summarise()
    assert not calls(tmp_path)
    (head, _) = entries(tmp_path)[-1]
    assert "cannot pickle 'generator' object" in next(iter(head["skipped"]))


def sum_of(values):
    return sum(values)


def test_coroutines_stay_coroutines(watch, tmp_path):
    async def double(x):
        return 2 * x

    _, wrapped = watch(double)
    assert inspect.iscoroutinefunction(wrapped)
    assert asyncio.run(wrapped(2)) == 4
    assert len(calls(tmp_path)) == 1


def test_the_wrapper_looks_like_the_function(watch):
    def f(a, *, b=1):
        """Doc."""

    _, wrapped = watch(f)
    assert inspect.signature(wrapped) == inspect.signature(f)
    assert (wrapped.__name__, wrapped.__doc__, wrapped.__qualname__) == (
        f.__name__,
        f.__doc__,
        f.__qualname__,
    )


def test_files_are_private_and_a_torn_end_costs_only_itself(watch, tmp_path):
    _, same = watch(lambda x: x)
    for number in range(5):
        same(number)
    (path,) = tmp_path.glob(f"*{SUFFIX}")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    data = path.read_bytes()
    whole = len(list(read_entries(data)))
    assert len(list(read_entries(data[:-3]))) == whole - 1
    assert len(list(read_entries(data + b"ORC1garbage"))) == whole
    assert not list(read_entries(b"something else entirely"))


def test_the_folder_limit_ends_recording(tmp_path):
    log = CallLog(str(tmp_path), 100)
    assert not log.write({"kind": "call"}, b"x" * 200)
    assert log.write({"kind": "summary"})


def test_a_folder_that_is_gone_does_not_disturb(tmp_path):
    assert not CallLog(str(tmp_path / "gone"), 100).write({"kind": "call"})


SOURCE = '''"""Doc."""
from __future__ import annotations
import functools

def plain(x: int):
    def nested(): pass
    return x

class Box:
    @property
    def area(self):
        return 1

    @functools.lru_cache
    @staticmethod
    def cached(x):
        return x

if True:
    async def waits(): ...
'''


def test_the_decorator_is_innermost_and_moves_no_line(monkeypatch):
    seen = []
    monkeypatch.setattr(
        recorder, "watch", lambda name: lambda function: seen.append((name, function)) or function
    )
    lines = {5: "m:plain", 6: "m:nested", 11: "m:Box.area", 16: "m:Box.cached", 20: "m:waits"}
    namespace = {"__name__": "m"}
    exec(compile_recorded(SOURCE.encode(), "m.py", lines, "ouroboros.agent"), namespace)
    assert [name for name, _ in seen] == ["m:plain", "m:Box.area", "m:Box.cached", "m:waits"]
    assert all(inspect.isfunction(function) for _, function in seen)
    plain = {}
    exec(compile(SOURCE, "m.py", "exec"), plain)
    assert namespace["__doc__"] == "Doc."
    assert set(namespace) - {"__name__"} == set(plain) - {"__name__"}
    for name in ("plain", "waits"):
        assert namespace[name].__code__.co_firstlineno == plain[name].__code__.co_firstlineno
        assert list(namespace[name].__code__.co_lines()) == list(plain[name].__code__.co_lines())
    one, other = namespace["Box"].area.fget.__code__, plain["Box"].area.fget.__code__
    assert one.co_firstlineno == other.co_firstlineno
    assert namespace["plain"].__annotations__ == {"x": "int"}


def test_broken_source_is_refused():
    with pytest.raises(SyntaxError):
        compile_recorded(textwrap.dedent("def f(:").encode(), "m.py", {1: "m:f"}, "ouroboros.agent")
    assert ast.parse("1")


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (1, "int"),
        ([], "list"),
        ([1, "a"], "list[int | str]"),
        ({"a": 1.5}, "dict[str, float]"),
        ((1, "a"), "tuple[int, str]"),
        (tuple(range(20)), "tuple[int, ...]"),
        ([[1], [2]], "list[list[int]]"),
        ([[[1]]], "list[list[list[int]]]"),
        ([[[[[1]]]]], "list[list[list[list[list]]]]"),
        ([([1.5], (2, 0.5))], "list[tuple[list[float], tuple[int, float]]]"),
        ({1, 2}, "set[int]"),
        (None, "NoneType"),
    ],
)
def test_types_are_written_with_their_elements(value, text):
    assert type_text(value) == text
