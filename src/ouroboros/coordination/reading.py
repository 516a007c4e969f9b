"""What is there before anything runs: the target's source, and what its interpreter has installed."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

from ouroboros.coordination.session import Session
from ouroboros.errors import UsageError
from ouroboros.genome.source_tree import SourceGenome
from ouroboros.records.event import Stage

LIFTABLE = ("numba", "numpy", "pandas")
"""Packages that operators may lift code onto where the target's interpreter has them."""

_PROBE = (
    "import importlib.util, json, sys;"
    "print(json.dumps([name for name in sys.argv[1:] if importlib.util.find_spec(name)]))"
)


def read_genome(session: Session) -> SourceGenome:
    """Read the whole project's source from the private copy; problems in single files become notes.

    Raises:
        UsageError: no Python source at all.

    """
    session.say(Stage.READ, "reading source")
    settings, copy = session.settings, session.workspace.copy
    root = copy / settings.root.resolve().relative_to(settings.project.resolve())
    genome = SourceGenome.read(copy, root, cache=settings.state_dir / "genome")
    for path, reason in genome.skipped.items():
        session.note(f"{path}: left out, {reason}")
    if not genome.files:
        raise UsageError(f"{settings.root}: no Python source that can be read")
    session.say(Stage.READ, f"{len(genome.files)} files, {len(genome.regions)} regions")
    return genome


def what_is_installed(python: Path) -> frozenset[str]:
    """Which liftable packages the target's interpreter can import.

    Raises:
        UsageError: ``python`` is not a working interpreter.

    """
    try:
        done = subprocess.run(
            [str(python), "-c", _PROBE, *LIFTABLE], capture_output=True, check=True, timeout=60, text=True
        )
        return frozenset(json.loads(done.stdout))
    except (OSError, ValueError, subprocess.SubprocessError) as error:
        raise UsageError(f"--python {python}: does not run as a Python interpreter ({error})") from error
