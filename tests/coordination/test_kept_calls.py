"""Calls of earlier runs: which of them join a run, what of a run is kept, and what is forgotten."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace

import pytest

from ouroboros.config.loading import load_settings
from ouroboros.coordination import kept_calls
from ouroboros.coordination.hot_code import HotCode
from ouroboros.coordination.kept_calls import (
    chosen_in_turn,
    forget_outdated,
    keep_calls,
    keep_caught,
    with_earlier_calls,
)
from ouroboros.records.evidence import Gate, ReplayEvidence
from ouroboros.records.hotspot import Hotspot, RecordedCall
from ouroboros.records.source import GenomeRegion, RegionKind, SourceFile, Span
from ouroboros.storage.call_file import KeptCalls
from ouroboros.storage.call_store import kept_files

F = "shop:f"
MAIN = b"\x80\x05c__main__\nBasket\n."


def region(name="f", text="def f(x):\n    return x\n", kind=RegionKind.FUNCTION):
    return GenomeRegion(
        file=SourceFile(path="shop.py", module="shop", text=text),
        qualname=name,
        kind=kind,
        span=Span(start=0, end=len(text), first_line=1, last_line=2),
    )


def hot(*payloads, of=None, origin="workload", **facts):
    of = of or region()
    calls = tuple(RecordedCall(function=of.name, payload=each, origin=origin) for each in payloads)
    told = {
        "hotspots": (Hotspot(region=of, self_share=0.5, cumulative_share=0.5, samples=10),),
        "calls": {of.name: calls} if calls else {},
        "types": {},
        "enclosing": {},
        "import_names": {},
        "sys_path": (),
        "main_file": "bench.py",
        "imported": (),
        "skipped": {},
        "workload_seconds": 1.0,
    }
    return HotCode(**{**told, **facts})


@pytest.fixture
def session(tmp_path):
    notes = []

    def made(**settings):
        given = {"state_dir": str(tmp_path / "state"), "workload": "python bench.py", **settings}
        return SimpleNamespace(settings=load_settings(tmp_path, given, {}), note=notes.append, notes=notes)

    return made


def earlier(hot, of=F):
    return [call.payload for call in hot.calls.get(of, ()) if call.origin == "earlier"]


def run(session, told):
    """What a run with this hot code is given of earlier ones, after which it keeps its own."""
    given = with_earlier_calls(session, told)
    keep_calls(session, None, given)
    return given


def test_a_later_workload_gets_the_calls_of_the_earlier_one_behind_its_own(session):
    assert earlier(run(session(), hot(b"1", b"2"))) == []
    given = run(session(workload="python other.py"), hot(b"2", b"3"))
    assert [call.payload for call in given.calls[F]] == [b"2", b"3", b"1"]
    assert earlier(given) == [b"1"]
    assert [source[0] for source in given.sources(region())] == [F]
    assert any("1 call of earlier runs joined" in note for note in session().notes)
    assert sorted(earlier(run(session(), hot()))) == [b"1", b"2", b"3"]


def test_calls_of_earlier_runs_are_not_kept_again(session):
    run(session(), hot(b"1"))
    run(session(workload="other"), hot(b"2"))
    kept = kept_files(session().settings.state_dir / "calls")
    assert [each.calls for each in kept] == [1, 1]


def test_calls_of_the_tests_are_kept_too(session):
    run(session(tests="pytest"), hot(b"1", origin="tests"))
    assert earlier(run(session(), hot())) == [b"1"]


def test_a_changed_function_gets_none(session):
    run(session(), hot(b"1"))
    assert earlier(run(session(), hot(of=region(text="def f(x):\n    return +x\n")))) == []


def test_what_encloses_a_region_is_kept_and_found_as_well(session):
    above = region("g")
    told = hot(enclosing={F: (above,)})
    run(session(), replace(told, calls={above.name: (RecordedCall(function=above.name, payload=b"1"),)}))
    given = run(session(), told)
    assert earlier(given, above.name) == [b"1"]
    own = replace(
        given, calls={**given.calls, F: (RecordedCall(function=F, payload=b"2", origin="earlier"),)}
    )
    mixed = (*own.calls[above.name], RecordedCall(function=above.name, payload=b"3"))
    assert [name for name, _ in own.sources(region())] == [F, above.name]
    own = replace(own, calls={**own.calls, above.name: mixed})
    assert [name for name, _ in own.sources(region())] == [above.name, F]


def test_what_was_pickled_from_another_script_is_left_alone(session):
    run(session(), hot(MAIN, b"1"))
    assert earlier(run(session(), hot(main_file="other.py"))) == [b"1"]
    assert sorted(earlier(run(session(), hot()))) == [b"1", MAIN]


def test_another_import_name_is_another_function(session):
    run(session(), hot(b"1"))
    assert earlier(run(session(), hot(import_names={"shop.py": "src.shop"}))) == []


def test_classes_and_nested_functions_are_kept_through_what_encloses_them(session):
    run(session(), hot(b"1", of=region("C", kind=RegionKind.CLASS)))
    run(session(), hot(b"1", of=region("f.<locals>.g")))
    assert kept_files(session().settings.state_dir / "calls") == ()


def test_none_are_kept_or_used_where_the_user_wants_none(session):
    run(session(), hot(b"1"))
    given = run(session(recorded_calls_days=0), hot(b"2"))
    assert earlier(given) == []
    assert kept_files(session().settings.state_dir / "calls") == ()


def test_outdated_calls_are_forgotten(session):
    run(session(), hot(b"1", b"2"))
    old = RecordedCall(function="elsewhere.shop:f", payload=b"1", origin="earlier")
    forget_outdated(session(), SimpleNamespace(region=region("g"), through=F, outdated=(old,)))
    assert earlier(run(session(), hot())) == [b"2"]
    assert any("1 outdated call of earlier runs forgotten" in note for note in session().notes)


def test_a_disk_that_refuses_is_noted_and_no_more(session):
    (session().settings.state_dir).write_text("a file where a folder should be")
    assert earlier(run(session(), hot(b"1"))) == []
    assert any("recorded calls are not kept" in note for note in session().notes)


def test_every_command_has_its_turn():
    def kept(command, *payloads):
        calls = tuple(RecordedCall(function=F, payload=each) for each in payloads)
        return KeptCalls(function=F, source="", command=command, import_name="shop", calls=calls)

    runs = [kept("a", b"1", b"2", b"3"), kept("b", b"4"), kept("a", b"5"), kept("c", b"1", b"6")]
    chosen = [call.payload for call in chosen_in_turn(runs, 5, known={b"2"})]
    assert chosen == [b"1", b"4", b"6", b"3", b"5"]
    assert chosen_in_turn([], 5, known=()) == ()


@pytest.fixture
def redaction(monkeypatch):
    asked = []

    def redacted(_sandbox, modules, calls, *, by):
        asked.append((modules, by))
        left = tuple(replace(call, payload=b"clean") for call in calls if call.payload != b"drop")
        return left, "it raised something" if len(left) < len(calls) else ""

    monkeypatch.setattr(kept_calls, "redacted", redacted)
    return asked


def test_the_users_function_sees_calls_before_they_are_kept(session, redaction):
    arena = SimpleNamespace(sandbox=None)
    keep_calls(session(redact="shop:clean"), arena, hot(b"secret", b"drop"))
    assert redaction == [(("shop",), "shop:clean")]
    assert any("it raised something" in note for note in session().notes)
    assert earlier(with_earlier_calls(session(redact="shop:clean"), hot())) == [b"clean"]
    assert earlier(with_earlier_calls(session(), hot())) == []
    content = b"".join(each.path.read_bytes() for each in kept_files(session().settings.state_dir / "calls"))
    assert b"c2VjcmV0" not in content  # "secret" in base 64


def test_what_a_candidate_was_caught_with_is_redacted_as_well(session, redaction, monkeypatch):
    kept = []
    monkeypatch.setattr(kept_calls, "keep_counterexample", lambda *told: kept.append(told[-1].counterexample))
    arena, book = SimpleNamespace(sandbox=None), SimpleNamespace(modules=("shop",), region=None)
    call = RecordedCall(function=F, payload=b"secret")
    replay = ReplayEvidence(gate=Gate.FAILED, counterexample=call)
    keep_caught(session(), arena, book, replay)
    assert (kept, redaction) == ([call], [])
    keep_caught(session(redact="shop:clean"), arena, book, replay)
    assert kept[-1].payload == b"clean"
    keep_caught(
        session(redact="shop:clean"),
        arena,
        book,
        replace(replay, counterexample=replace(call, payload=b"drop")),
    )
    assert kept[-1] is None
