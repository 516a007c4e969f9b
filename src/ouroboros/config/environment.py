"""Settings from environment variables ``OUROBOROS_*``."""

from __future__ import annotations

from collections.abc import Mapping

PREFIX = "OUROBOROS_"
INTERNAL = ("OUROBOROS_GUEST_", "OUROBOROS_PYTEST_", "OUROBOROS_RUNNER")
"""Variables that the engine hands to its children; an engine among them must not trip over these."""


def from_environment(environ: Mapping[str, str]) -> dict[str, str]:
    """Keys (lower case, without the prefix) and raw values of all our variables; unknown ones included."""
    return {
        name.removeprefix(PREFIX).lower(): value
        for name, value in sorted(environ.items())
        if name.startswith(PREFIX) and not name.startswith(INTERNAL)
    }
