"""The filter is a well-formed program: every jump lands inside, every path ends in a decision."""

from __future__ import annotations

import platform
import struct

import pytest

from ouroboros.agent import system_calls

_RETURN, _JUMPS = 0x06, {0x15, 0x35, 0x45}


@pytest.fixture(autouse=True)
def _nothing_remembered():
    """A program is assembled once for a machine; here the machine changes."""
    system_calls.filter_program.cache_clear()
    yield
    system_calls.filter_program.cache_clear()


@pytest.mark.parametrize("machine", ["x86_64", "aarch64"])
@pytest.mark.parametrize("arm", [True, False])
@pytest.mark.parametrize("namespaces", [True, False])
def test_every_path_ends_in_a_decision(monkeypatch, machine, arm, namespaces):
    monkeypatch.setattr(platform, "machine", lambda: machine)
    program = system_calls.filter_program(arm=arm, own_pid=1, namespaces=namespaces)
    instructions = [struct.unpack_from("<HBBI", program, at) for at in range(0, len(program), 8)]
    assert len(instructions) < 4096  # BPF_MAXINSNS
    for at, (code, when_true, when_false, _) in enumerate(instructions):
        targets = [when_true, when_false] if code in _JUMPS else [] if code == _RETURN else [0]
        assert all(at + 1 + jump < len(instructions) for jump in targets)
    assert instructions[-1][0] == _RETURN


def test_an_unknown_machine_has_no_filter(monkeypatch):
    monkeypatch.setattr(platform, "machine", lambda: "riscv64")
    with pytest.raises(KeyError, match="riscv64"):
        system_calls.filter_program(arm=True, own_pid=1, namespaces=True)
