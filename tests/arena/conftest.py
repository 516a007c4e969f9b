"""Shared cases; files here are imported one by one, so they are handed out as a fixture."""

import importlib.util
from pathlib import Path

import pytest

_PATH = Path(__file__).with_name("fitness_cases.py")
_SPEC = importlib.util.spec_from_file_location("fitness_cases", _PATH)
_CASES = importlib.util.module_from_spec(_SPEC)
_SPEC.loader.exec_module(_CASES)


@pytest.fixture
def cases():
    return _CASES
