"""Counterexamples survive, stay private and bounded, and damage is never more than forgetting."""

from __future__ import annotations

import json

import pytest

from ouroboros.records.hotspot import RecordedCall
from ouroboros.storage.counterexample_store import CounterexampleStore

REGION = "pkg.mod:Class.method"


def call(number, size=10):
    return RecordedCall(function=REGION, payload=b"\x80\x04%06d" % number * size, origin="generated")


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "state" / "counterexamples"


def test_what_is_kept_comes_back_as_corpus(folder):
    assert CounterexampleStore(folder).calls(REGION) == ()
    assert CounterexampleStore(folder).keep(REGION, call(1))
    assert CounterexampleStore(folder).keep(REGION, call(2))
    back = CounterexampleStore(folder).calls(REGION)
    assert [each.payload for each in back] == [call(1).payload, call(2).payload]
    assert {each.origin for each in back} == {"corpus"}
    assert {each.function for each in back} == {REGION}


def test_regions_are_told_apart(folder):
    store = CounterexampleStore(folder)
    store.keep(REGION, call(1))
    assert store.calls("pkg.mod:other") == ()


def test_one_call_is_kept_once(folder):
    store = CounterexampleStore(folder)
    assert store.keep(REGION, call(1))
    assert not store.keep(REGION, call(1))
    assert len(store.calls(REGION)) == 1


def test_the_number_and_the_size_are_bounded(folder):
    store = CounterexampleStore(folder)
    for number in range(40):
        store.keep(REGION, call(number))
    kept = store.calls(REGION)
    assert len(kept) == 32
    assert kept[-1].payload == call(39).payload
    assert not store.keep(REGION, call(99, size=10_000))
    assert len(store.calls(REGION)) == 32


def test_nobody_else_can_read_it(folder):
    CounterexampleStore(folder).keep(REGION, call(1))
    (file,) = folder.iterdir()
    assert file.stat().st_mode & 0o077 == 0
    assert folder.stat().st_mode & 0o077 == 0


@pytest.mark.parametrize(
    "content",
    [
        "",
        "{",
        "[]",
        '{"format": 1}',
        '{"format": 2, "region": "pkg.mod:Class.method", "calls": []}',
        '{"format": 1, "region": "pkg.mod:Class.method", "calls": [{"function": "f", "payload": "?"}]}',
        '{"format": 1, "region": "pkg.mod:Class.method", "calls": [{"function": "f", "payload": null}]}',
        '{"format": 1, "region": "pkg.mod:Class.method", "calls": 5}',
        '{"format": 1, "region": "elsewhere", "calls": []}',
    ],
)
def test_damage_counts_as_empty_and_is_written_over(folder, content):
    store = CounterexampleStore(folder)
    store.keep(REGION, call(1))
    (file,) = folder.iterdir()
    file.write_text(content, encoding="utf-8")
    assert store.calls(REGION) == ()
    assert store.keep(REGION, call(2))
    assert len(store.calls(REGION)) == 1


def test_the_format_is_versioned(folder):
    CounterexampleStore(folder).keep(REGION, call(1))
    (file,) = folder.iterdir()
    assert json.loads(file.read_text(encoding="utf-8"))["format"] == 1


def test_a_disk_that_refuses_loses_nothing(folder, monkeypatch):
    store = CounterexampleStore(folder)
    store.keep(REGION, call(1))
    monkeypatch.setattr("os.fsync", lambda _: (_ for _ in ()).throw(OSError(28, "No space left on device")))
    with pytest.raises(OSError, match="No space"):
        store.keep(REGION, call(2))
    assert [each.payload for each in store.calls(REGION)] == [call(1).payload]
    assert len(list(folder.iterdir())) == 1
