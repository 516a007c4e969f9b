"""Redaction happens inside the sandbox; a function that fails, or ends the process, keeps nothing."""

from __future__ import annotations

import pickle
import sys
from pathlib import Path

import pytest

from ouroboros.arena.equality.redaction import redacted
from ouroboros.arena.sandboxing.sandbox import Limits, Sandbox, SandboxLevel, SandboxPlan, probe
from ouroboros.records.hotspot import RecordedCall

pytestmark = pytest.mark.skipif(
    probe().level < SandboxLevel.FULL, reason="this machine offers no full sandbox"
)

MODULE = """
import os

class Person:
    def __init__(self, name):
        self.name = name

def greet(person):
    return person.name

def clean(args, kwargs):
    args[0].name = "somebody"
    return args, kwargs

def leave(args, kwargs):
    os._exit(0)

def spy(args, kwargs):
    with open(os.path.join(os.path.dirname(__file__), "stolen"), "w") as file:
        file.write(args[0].name)
    return args, kwargs
"""
PERSON = b"\x80\x04cshop\nPerson\n)\x81}(U\x04nameU\x03Annub\x85}\x86."


@pytest.fixture(scope="module")
def sandbox(tmp_path_factory):
    project = tmp_path_factory.mktemp("project")
    (project / "shop.py").write_text(MODULE)
    plan = SandboxPlan(
        python=Path(sys.executable),
        project=project,
        workspace=project,
        sys_path=(str(project),),
        modules={"shop": "shop.py"},
        limits=Limits(memory_bytes=512 << 20, scratch_bytes=16 << 20, output_bytes=64 << 10),
    )
    with Sandbox.start(plan) as started:
        yield started


def call(payload=PERSON, **facts):
    return RecordedCall(function="shop:greet", payload=payload, **facts)


def test_values_are_taken_out_and_everything_else_stays(sandbox):
    left, problem = redacted(sandbox, ("shop",), [call(seconds=0.5, raised=True)], by="shop:clean")
    assert problem == ""
    (one,) = left
    assert b"Ann" not in one.payload
    assert b"somebody" in one.payload
    assert (one.function, one.seconds, one.raised, one.origin) == ("shop:greet", 0.5, True, "workload")
    with sandbox.arm({}, ("shop",)) as arm:
        (answer,) = arm.observe(left, deadline_seconds=10).observations
    assert "somebody" in answer.description


def test_a_call_that_cannot_be_redacted_is_not_kept(sandbox):
    left, problem = redacted(sandbox, ("shop",), [call(pickle.dumps(((5,), {}))), call()], by="shop:clean")
    assert len(left) == 1
    assert "shop:clean: AttributeError" in problem


@pytest.mark.parametrize(
    ("by", "said"),
    [
        ("shop:nothing", "shop:nothing cannot be loaded"),
        ("nowhere:clean", "No module named 'nowhere'"),
        ("shop:leave", "ended its process"),
        ("shop:spy", "shop:spy: "),
    ],
)
def test_what_goes_wrong_is_told_and_nothing_is_kept(sandbox, by, said):
    left, problem = redacted(sandbox, ("shop",), [call(), call()], by=by)
    assert left == ()
    assert said in problem
