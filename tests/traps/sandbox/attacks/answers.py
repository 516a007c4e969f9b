"""Attempts with what is returned, and on whoever comes next."""

from __future__ import annotations

import builtins
import importlib
import json
import math
import os
import pickle
import random
import sys

from ways import tried, write


class Gadget:
    """Runs a program wherever somebody unpickles it."""

    def __init__(self, command):
        self.command = command

    def __reduce__(self):
        return os.system, (self.command,)


def gadget(world):
    """A result that attacks who unpickles it."""
    return [Gadget(f"touch {world['folder']}/attacked")]


class Rude:
    """Everything that can be asked of it is answered with an error, or never."""

    def __getattribute__(self, name):
        raise SystemExit(0)

    def __repr__(self):
        while True:
            pass

    __str__ = __hash__ = __reduce_ex__ = __iter__ = __len__ = __repr__
    __eq__ = __lt__ = __repr__


def rude(_world):
    """A result that does not let itself be looked at."""
    return Rude()


def deep(_world):
    """A result of many levels."""
    held = []
    for _ in range(5_000):
        held = [held]
    return held


def circular(_world):
    """A result that contains itself."""
    held = {}
    held["self"] = [held, held]
    return held


def wide(_world):
    """A result of many parts."""
    return list(range(300_000))


def huge(_world):
    """A result larger than any frame."""
    return bytes(45_000_000)


def number(_world):
    """A number that takes minutes to write down in decimals."""
    return 1 << 20_000_000


def odd_floats(_world):
    """Numbers that equal nothing, or the wrong thing."""
    return [math.nan, -math.nan, math.inf, -0.0, 0.0]


def surrogates(_world):
    """Text that cannot be written, and text that moves the cursor."""
    return "\ud800\x1b[2J\u202e" * 100


def error_without_end(_world):
    """An exception whose message never ends, with a chain of causes."""

    class EndlessError(Exception):
        def __str__(self):
            return "x" * 50_000_000

    error = None
    for _ in range(2_000):
        following = EndlessError()
        following.__cause__ = error
        error = following
    raise error


_PLACES = ("json", "random", "pickle", "hashlib")


def poison(world):
    """Change everything that whoever comes next could use."""
    builtins.len = builtins.sorted = lambda *_: 7
    for name in _PLACES:
        importlib.import_module(name).poisoned = True
    json.dumps = pickle.loads = random.random = lambda *_, **__: "poisoned"
    sys.modules["ways"] = sys
    sys.path.insert(0, os.environ["TMPDIR"])
    os.environ["POISONED"] = "1"
    scratch = os.environ["TMPDIR"]
    os.makedirs(f"{scratch}/machine-code", exist_ok=True)
    for place in (f"{scratch}/sitecustomize.py", f"{scratch}/machine-code/poison.nbi", f"{scratch}/poison"):
        write(place)
    return (
        tried(lambda: write(f"{world['project']}/poison.py"), lambda: write("/dev/shm/poison")) and "poisoned"
    )


def poisoned(world):
    """What an earlier one has left for us."""
    found = [name for name in _PLACES if hasattr(importlib.import_module(name), "poisoned")]
    found += ["environment"] if "POISONED" in os.environ else []
    found += ["builtins"] if len("abc") != 3 else []
    scratch = os.environ["TMPDIR"]
    for folder in (scratch, world["project"], "/dev/shm", "/tmp"):
        for above, _, names in os.walk(folder):
            found += [f"{above}/{name}" for name in names if "poison" in name or name == "sitecustomize.py"]
    return f"reached {found}" if found else "refused: nothing is left"
