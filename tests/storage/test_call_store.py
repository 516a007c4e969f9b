"""Recorded calls survive, stay private, bounded in size and age, and damage is never more than forgetting."""

from __future__ import annotations

import json
import os
import threading

import pytest

from ouroboros.records.hotspot import RecordedCall
from ouroboros.storage.call_file import KeptCalls
from ouroboros.storage.call_store import (
    CallStore,
    delete_expired,
    forget_everything,
    forget_files,
    kept_files,
    unreadable_files,
)

FUNCTION = "pkg.mod:Class.method"
DAY = 86_400.0


class World:
    """A folder, a clock, and the notes that were made."""

    def __init__(self, folder):
        self.folder = folder
        self.time = 1_700_000_000.0
        self.notes = []

    def store(self, project="/project", *, days=30.0, most_bytes=64 << 20):
        return CallStore(
            self.folder,
            project,
            days=days,
            most_bytes=most_bytes,
            now=lambda: self.time,
            note=self.notes.append,
        )

    def files(self):
        return sorted(self.folder.glob("*/*"))

    def later(self, days):
        self.time += days * DAY
        return self


@pytest.fixture
def world(tmp_path):
    return World(tmp_path / "state" / "calls")


def call(number, size=1, **facts):
    return RecordedCall(function=FUNCTION, payload=b"\x80\x05%06d" % number * size, **facts)


def calls(*numbers, function=FUNCTION, source="text 1", command="bench a", size=1, **facts):
    return KeptCalls(
        function=function,
        source=source,
        command=command,
        import_name="pkg.mod",
        calls=tuple(call(number, size) for number in numbers),
        **facts,
    )


def payloads(store, function=FUNCTION, source="text 1"):
    return {call.payload for kept in store.of(function, source) for call in kept.calls}


def expected(*numbers):
    return {call(number).payload for number in numbers}


def test_what_is_kept_comes_back_in_a_later_run_with_all_that_it_depends_on(world):
    told = KeptCalls(
        function=FUNCTION,
        source="text 1",
        command="bench a",
        import_name="other.mod",
        main_file="bench.py",
        redacted_by="pkg:clean",
        calls=(call(1, raised=True, seconds=0.25, outcome="digest", origin="tests"),),
    )
    assert world.store().of(FUNCTION, "text 1") == ()
    assert world.store().keep(told) == 1
    (back,) = world.store().of(FUNCTION, "text 1")
    (kept,) = back.calls
    assert (kept.function, kept.payload, kept.raised, kept.seconds) == (FUNCTION, call(1).payload, True, 0.25)
    assert kept.origin == "earlier"
    assert (back.import_name, back.main_file, back.redacted_by) == ("other.mod", "bench.py", "pkg:clean")


def test_a_changed_function_forgets_and_functions_and_projects_are_told_apart(world):
    world.store().keep(calls(1))
    assert payloads(world.store(), source="text 2") == set()
    assert payloads(world.store("/elsewhere")) == set()
    assert payloads(world.store(), function="pkg.mod:other") == set()
    assert payloads(world.store()) == expected(1)
    world.store().keep(calls(2, source="text 2"))
    assert payloads(world.store()) == set()
    assert payloads(world.store(), source="text 2") == expected(2)
    assert len(world.files()) == 1


def test_another_redaction_forgets_what_was_kept_without_it(world):
    world.store().keep(calls(1))
    world.store().keep(calls(3, function="pkg:f"))
    world.store().keep(calls(2, redacted_by="pkg:clean"))
    assert payloads(world.store()) == expected(2)
    assert payloads(world.store(), "pkg:f") == expected(3)
    world.store().trim(redacted_by="pkg:clean")
    assert payloads(world.store(), "pkg:f") == set()
    assert payloads(world.store()) == expected(2)


def test_one_call_is_kept_once(world):
    assert world.store().keep(calls(1, 2, 1)) == 2
    assert world.later(1).store().keep(calls(2, 3)) == 1
    assert payloads(world.store()) == expected(1, 2, 3)
    assert world.later(1).store().keep(calls(1, 2, 3)) == 0
    assert len(world.files()) == 2


def test_every_workload_keeps_its_place_however_often_another_one_runs(world):
    world.store().keep(calls(1, command="bench b"))
    for number in range(2, 9):
        world.later(0.01).store().keep(calls(number))
    assert payloads(world.store()) == expected(1, 6, 7, 8)


def test_the_number_of_calls_and_the_size_of_one_run_are_bounded(world):
    assert world.store().keep(calls(*range(500))) == 100
    assert world.store().keep(calls(*range(1000, 1500), function="pkg.mod:large", size=10_000)) == 13
    assert max(path.stat().st_size for path in world.files()) < 2 << 20


def test_the_size_of_one_function_is_bounded_and_the_oldest_make_room(world):
    for number in range(10):
        numbers = range(1000 * number, 1000 * number + 20)
        world.later(0.1).store().keep(calls(*numbers, command=f"bench {number}", size=10_000))
    kept = world.store().of(FUNCTION, "text 1")
    assert sum(path.stat().st_size for path in world.files()) <= 8 << 20
    assert kept[0].command == "bench 9"
    assert "bench 0" not in {each.command for each in kept}


def test_the_size_of_the_project_is_bounded_and_others_are_left_alone(world):
    world.store("/elsewhere").keep(calls(1, size=1000))
    for number in range(5):
        world.later(0.1).store().keep(calls(number, function=f"pkg:f{number}", size=1000))
    store = world.store(most_bytes=25_000)
    store.trim(redacted_by="")
    assert {each.function for each in kept_files(world.folder)} == {FUNCTION, "pkg:f3", "pkg:f4"}


def test_calls_expire_in_every_project(world):
    world.store("/elsewhere", days=2).keep(calls(1))
    world.store(days=30).keep(calls(2))
    world.later(1)
    assert payloads(world.store("/elsewhere", days=2)) == expected(1)
    world.later(2)
    assert payloads(world.store("/elsewhere", days=2)) == set()
    assert payloads(world.store()) == expected(2)
    world.store().trim(redacted_by="")
    assert [each.project for each in kept_files(world.folder)] == ["/project"]
    delete_expired(world.folder, world.time + 40 * DAY)
    assert world.files() == []


def test_fewer_days_count_at_once_and_none_keeps_nothing(world):
    world.store().keep(calls(1))
    world.later(5)
    assert payloads(world.store(days=3)) == set()
    assert world.store(days=0).keep(calls(2)) == 0
    assert world.store(days=0).of(FUNCTION, "text 1") == ()
    world.store(days=0).trim(redacted_by="")
    assert world.files() == []


def test_what_was_half_written_by_a_killed_run_goes_with_the_expired(world):
    world.store().keep(calls(1))
    (file,) = world.files()
    (file.parent / ".x.tmp").write_bytes(b"secret")
    os.utime(file.parent / ".x.tmp", (world.time, world.time))
    delete_expired(world.folder, world.time + 1)
    assert len(world.files()) == 2
    delete_expired(world.folder, world.time + 2 * DAY)
    assert world.files() == [file]


def test_dropped_calls_are_gone_and_the_others_stay(world):
    world.store().keep(calls(1, 2, 3))
    world.later(1).store().keep(calls(4))
    world.store().drop(FUNCTION, expected(2, 4, 9))
    assert payloads(world.store()) == expected(1, 3)
    assert len(world.files()) == 1


def test_nobody_else_can_read_it(world):
    world.store().keep(calls(1))
    (file,) = world.files()
    assert file.stat().st_mode & 0o777 == 0o600
    assert file.parent.stat().st_mode & 0o777 == 0o700
    assert world.folder.stat().st_mode & 0o777 == 0o700


def test_what_somebody_else_could_have_put_there_is_left_out_and_told(world):
    world.store().keep(calls(1))
    (file,) = world.files()
    file.chmod(0o644)
    assert payloads(world.store()) == set()
    assert "others may read" in world.notes[-1]
    target = file.rename(file.parent / "elsewhere")
    target.chmod(0o600)
    file.symlink_to(target)
    assert payloads(world.store()) == set()
    assert "a link" in world.notes[-1]
    file.unlink()
    target.rename(file)
    assert payloads(world.store()) == expected(1)
    file.parent.chmod(0o777)
    assert payloads(world.store()) == set()
    assert "others may write" in world.notes[-1]


def damaged(text, change):
    lines = [json.loads(line) for line in text.splitlines()]
    change(lines)
    return "".join(json.dumps(line) + "\n" for line in lines)


@pytest.mark.parametrize(
    "change",
    [
        lambda text: "",
        lambda text: "{",
        lambda text: "5",
        lambda text: "[" * 100_000,
        lambda text: text[: len(text) // 2],
        lambda text: text.splitlines()[0],
        lambda text: text + "{}",
        lambda text: damaged(text, lambda lines: lines[0].update(format=2)),
        lambda text: damaged(text, lambda lines: lines[0].pop("source")),
        lambda text: damaged(text, lambda lines: lines[1].update(payload="gAU=")),
        lambda text: damaged(text, lambda lines: lines[1].update(payload=None)),
        lambda text: damaged(text, lambda lines: lines[1].update(seconds=float("nan"))),
        lambda text: damaged(text, lambda lines: lines[1].update(seconds=-1)),
        lambda text: "\udcff\udcfe",
    ],
)
def test_damage_and_other_versions_are_left_out_told_and_do_not_stop_anything(world, change):
    world.store().keep(calls(1, 2))
    (file,) = world.files()
    file.write_bytes(change(file.read_text(encoding="utf-8")).encode("utf-8", "surrogateescape"))
    assert payloads(world.store()) == set()
    assert str(file) in world.notes[-1]
    assert world.later(0.1).store().keep(calls(1)) == 1
    world.store().drop(FUNCTION, expected(2))
    world.store().trim(redacted_by="")
    assert payloads(world.store()) == expected(1)
    world.later(31).store().trim(redacted_by="")
    assert world.files() == []


def test_runs_at_the_same_time_lose_nothing(world):
    def run(number):
        store = world.store()
        for step in range(10):
            store.keep(calls(100 * number + step, function=f"pkg:f{step}", command=f"bench {number}"))
            store.drop(f"pkg:f{step}", expected(9999))
        store.trim(redacted_by="")

    threads = [threading.Thread(target=run, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for step in range(10):
        assert payloads(world.store(), f"pkg:f{step}") == expected(
            *(100 * number + step for number in range(4))
        )
    assert world.notes == []


def test_listing_and_forgetting(world):
    world.store().keep(calls(1, 2))
    world.store("/elsewhere").keep(calls(3, function="pkg:f"))
    listed = kept_files(world.folder)
    assert [(each.project, each.function, each.calls) for each in listed] == [
        ("/elsewhere", "pkg:f", 1),
        ("/project", FUNCTION, 2),
    ]
    assert all(each.size == each.path.stat().st_size for each in listed)
    assert all(each.recorded == world.time and each.expires == world.time + 30 * DAY for each in listed)
    broken = listed[0].path.with_name("broken.calls")
    broken.write_text("?")
    assert unreadable_files(world.folder) == (broken,)
    forget_files(listed[:1])
    assert [each.function for each in kept_files(world.folder)] == [FUNCTION]
    forget_everything(world.folder)
    assert world.files() == []
    assert kept_files(world.folder) == ()


def test_a_disk_that_refuses_loses_nothing(world, monkeypatch):
    world.store().keep(calls(1))
    monkeypatch.setattr("os.fsync", lambda _: (_ for _ in ()).throw(OSError(28, "No space left on device")))
    with pytest.raises(OSError, match="No space"):
        world.store().keep(calls(2))
    with pytest.raises(OSError, match="No space"):
        world.store().keep(calls(2, function="pkg:f"))
    assert payloads(world.store()) == expected(1)
