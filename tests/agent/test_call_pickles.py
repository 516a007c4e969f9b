"""What plain pickle refuses and a call may hold all the same."""

from __future__ import annotations

import collections
import copyreg
import json
import pickle
import queue
import threading
import types

import pytest

from ouroboros.agent import call_pickles
from ouroboros.agent.canonical import describe_call


def again(value):
    """What an arm makes of the pickle, with the standard library alone."""
    return pickle.loads(call_pickles.dumps(value))


@pytest.mark.parametrize("kind", ["keys", "values", "items"])
@pytest.mark.parametrize("base", [dict, collections.defaultdict, collections.Counter])
def test_a_view_comes_back_with_its_dictionary(kind, base):
    table = base()
    table.update({"b": 1, "a": 2})
    view, seen = again((getattr(table, kind)(), table))
    assert type(view) is type(getattr(table, kind)())
    assert type(seen) is base
    assert list(view) == list(getattr(table, kind)())
    seen["c"] = 3  # the very same dictionary, as before
    assert len(view) == 3


def test_an_overridden_method_does_not_stand_for_the_view():
    copied = again(dict.values(Loud(a=1)))
    assert list(copied) == [1]


class Loud(dict):
    """Says something else than what it holds."""

    def values(self):
        return ["loud"]


def test_a_read_only_proxy_looks_into_its_dictionary():
    table = {"a": 1}
    proxy, seen = again((types.MappingProxyType(table), table))
    assert type(proxy) is types.MappingProxyType
    seen["b"] = 2
    assert dict(proxy) == {"a": 1, "b": 2}


@pytest.mark.parametrize("make", [threading.Lock, threading.RLock])
def test_a_lock_that_nobody_holds_is_made_again(make):
    lock = make()
    one, other = again((lock, lock))
    assert one is other
    assert type(one) is type(lock)
    with one:
        pass
    with lock, pytest.raises(pickle.PicklingError, match="held"):
        again(lock)
    assert type(again(lock)) is type(lock)


def test_what_is_made_of_locks_works_again():
    waiting = queue.Queue()
    waiting.put(1)
    copied = again(waiting)
    copied.put(2)
    assert [copied.get(), copied.get()] == [1, 2]
    assert not again(threading.Event()).is_set()
    with again(threading.Condition()):
        pass


def test_a_module_is_found_by_its_name_and_only_where_import_finds_it():
    assert again([json])[0] is json
    with pytest.raises(pickle.PicklingError, match="which no import finds"):
        again(types.ModuleType("json"))


def test_what_the_target_registers_counts(monkeypatch):
    monkeypatch.setitem(copyreg.dispatch_table, type(threading.Lock()), lambda _: (list, ()))
    assert again(threading.Lock()) == []


def test_all_else_is_pickled_or_refused_as_ever():
    value = {"a": [1, (2.5, None)], "b": collections.Counter("aab")}
    assert call_pickles.dumps(value) == pickle.dumps(value, 5)
    with pytest.raises((pickle.PicklingError, AttributeError)):
        call_pickles.dumps(lambda: 1)
    with pytest.raises(TypeError):
        call_pickles.dumps(each for each in ())


def test_a_reentrant_lock_is_told_by_whether_it_is_held():
    lock, other = threading.RLock(), threading.RLock()

    def told(value):
        return describe_call(value=value, error=None, args=(), kwargs={}, limit=1000, work=1000)

    free = told(lock)
    assert free.complete
    assert free.digest == told(other).digest
    with lock:
        once = told(lock)
        with lock:
            twice = told(lock)
    assert len({free.digest, once.digest, twice.digest}) == 3
