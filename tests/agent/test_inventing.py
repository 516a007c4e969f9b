"""Invented calls are tried first: how many are sent, and how long they take together, is bounded."""

from __future__ import annotations

import pickle
import signal
import time

import pytest

from ouroboros.agent import inventing
from ouroboros.agent.inventing import Wanted, vary


class Modules:
    """Finds one function, whatever the name."""

    def __init__(self, function):
        self.function = function

    def find(self, _name):
        return self.function

    def unpickle(self, payload):
        return pickle.loads(payload)


@pytest.fixture
def sent():
    before = signal.getsignal(signal.SIGALRM), signal.getsignal(signal.SIGPROF)
    payloads: list[bytes] = []

    def ask(function, *arguments, count=200, seconds=1.5):
        wanted = Wanted(count=count, seed=1, per_call_seconds=0.5, seconds=seconds)
        recorded = [("m:f", pickle.dumps((arguments, {})))]
        vary(Modules(function), recorded, wanted=wanted, send=lambda _name, payload: payloads.append(payload))
        return payloads

    yield ask
    signal.signal(signal.SIGALRM, before[0])
    signal.signal(signal.SIGPROF, before[1])


def test_a_function_without_arguments_is_repeated(sent):
    assert len(sent(lambda: 1)) == 20


def test_what_is_too_slow_to_be_repeated_often_enough_is_repeated_twice(sent):
    assert len(sent(lambda: time.sleep(0.2))) == 2


def test_slow_calls_are_sent_as_far_as_a_replay_can_bear_them(sent, monkeypatch):
    monkeypatch.setattr(inventing, "_ANSWERING_SECONDS", 0.2)
    found = sent(lambda n: time.sleep(0.01 + 0 * n), 1000)
    # Those that the function perhaps never finishes come on top.
    assert inventing._ENOUGH <= len(found) < 2 * inventing._ENOUGH


def test_quick_calls_are_sent_although_slow_ones_have_used_the_time_up(sent, monkeypatch):
    monkeypatch.setattr(inventing, "_ANSWERING_SECONDS", 0.0005)
    monkeypatch.setattr(inventing, "_ENOUGH", 0)
    found = sent(lambda n: time.sleep(0.01) if n % 2 else n, 1000)
    assert found
    assert all(pickle.loads(payload)[0][0] % 2 == 0 for payload in found)


def test_larger_counts_than_those_that_took_too_long_leave_time_for_the_others(sent):
    tried = []

    def grows(n):
        tried.append(n)
        if n > 9:
            time.sleep(2)  # longer than any call may take
        return n

    found = sent(grows, 9)
    answered = {pickle.loads(payload)[0][0] for payload in found}
    assert set(range(9)) <= answered
    assert len(found) >= 20
    assert sum(n > 9 for n in tried) <= 3


def test_a_number_is_blamed_only_where_it_alone_is_larger(sent):
    tried = []

    def waits_for_both(low, high):
        tried.append((low, high))
        if low == high:
            time.sleep(0.6)
        return low, high

    found = sent(waits_for_both, 3, 5)
    assert any(high > 10 for _, high in tried)
    assert len(found) >= 20
