"""What is there before anything runs: the target's source, and what its interpreter has installed."""

from __future__ import annotations

import json
import os
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

_WHERE = """
import importlib.util, os, sys
for name in sys.argv[1:]:
    try:
        spec = importlib.util.find_spec(name)
    except Exception:
        continue
    for place in ([spec.origin] if spec and spec.has_location and not spec.submodule_search_locations else
                  spec.submodule_search_locations if spec and spec.submodule_search_locations else ()):
        print(os.path.dirname(place))
"""
"""Prints the import root of every given top-level module that is found from outside the project."""


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


def target_environment(session: Session, genome: SourceGenome) -> dict[str, str]:
    """The user's environment, with every way of importing the project leading to the private copy.

    An editable installation, or a ``PYTHONPATH`` into the project, would otherwise make the runs use the
    user's own files while we mutate the copy.
    """
    project, copy = str(session.workspace.project), str(session.workspace.copy)
    names = sorted({file.module.split(".", 1)[0] for file in genome.files.values()})
    done = subprocess.run(
        [str(session.settings.python), "-c", _WHERE, *names],
        capture_output=True,
        check=False,
        timeout=60,
        text=True,
        cwd="/",
        env=dict(session.environment),
    )
    roots = [root for root in done.stdout.splitlines() if Path(root).is_relative_to(project)]
    given = [entry for entry in session.environment.get("PYTHONPATH", "").split(os.pathsep) if entry]
    entries = [
        copy + entry.removeprefix(project) if Path(entry).is_relative_to(project) else entry
        for entry in dict.fromkeys((*roots, *given))
    ]
    return {**session.environment, **({"PYTHONPATH": os.pathsep.join(entries)} if entries else {})}


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
