"""The user's function decides what of a call is kept; what goes wrong is not kept."""

import pickle
from types import SimpleNamespace

import pytest

from ouroboros.agent.redacting import redact


def redacted(function, *calls):
    sent = []

    def find(name):
        if function is None:
            raise LookupError(f"no {name}")
        return function

    problem = redact(
        SimpleNamespace(find=find, unpickle=pickle.loads),
        [("shop:f", pickle.dumps(call)) for call in calls],
        "shop:clean",
        lambda name, payload: sent.append((name, pickle.loads(payload) if payload else None)),
    )
    return problem, sent


def test_calls_are_sent_as_the_function_leaves_them():
    problem, sent = redacted(
        lambda args, kwargs: ([args[0], "someone"], kwargs), ((1, "Ann"), {"x": 2}), ((2, "Bob"), {})
    )
    assert problem == ""
    assert sent == [("shop:f", ((1, "someone"), {"x": 2})), ("shop:f", ((2, "someone"), {}))]


def test_none_drops_a_call():
    assert redacted(lambda args, kwargs: (args, kwargs) if args[0] else None, ((0,), {}), ((1,), {})) == (
        "",
        [("shop:f", None), ("shop:f", ((1,), {}))],
    )


@pytest.mark.parametrize(
    ("function", "said"),
    [
        (lambda args, kwargs: 1 / 0, "ZeroDivisionError"),
        (lambda args: args, "TypeError"),
        (lambda args, kwargs: 5, "TypeError"),
        (lambda args, kwargs: (args, kwargs, 1), "ValueError"),
        (lambda args, kwargs: ((lambda: 1,), kwargs), "pickle"),
    ],
)
def test_a_call_on_which_it_fails_is_not_kept(function, said):
    problem, sent = redacted(function, ((1,), {}))
    assert said in problem
    assert sent == [("shop:f", None)]


def test_a_function_that_is_not_there_keeps_nothing():
    assert redacted(None, ((1,), {})) == ("shop:clean cannot be loaded: LookupError: no shop:clean", [])
