"""The target as it is: whether its tests pass, and how it is to be confined."""

from __future__ import annotations

import os

from ouroboros.arena.sandboxing.sandbox import Limits, SandboxPlan
from ouroboros.arena.testing.suite import TestSuite, baseline
from ouroboros.coordination.hot_code import HotCode
from ouroboros.coordination.session import Session
from ouroboros.errors import NothingToRunError
from ouroboros.genome.source_tree import SourceGenome
from ouroboros.records.event import Stage

_KEPT_VARIABLES = ("LANG", "LC_ALL", "LC_CTYPE", "TZ", "PYTHONPATH")
"""What of the user's environment candidates see; the rest may hold secrets."""


def run_baseline(session: Session) -> TestSuite | None:
    """Run the target's tests, twice, on the untouched copy; ``None`` when there are none.

    Raises:
        NothingToRunError: neither tests nor workload were given.
        TestsFailError: the tests fail before anything was changed.

    """
    settings, workspace = session.settings, session.workspace
    if not settings.tests:
        if not settings.workload:
            raise NothingToRunError(
                f"{settings.root}: neither tests nor workload; nothing could be proven. "
                "Give --tests or --workload, or run `ouroboros init`"
            )
        session.note("no tests were given: recorded and generated calls are the only evidence")
        return None
    session.say(Stage.BASELINE, f"running `{settings.tests}` twice on the untouched source")
    suite = baseline(
        settings.tests,
        workspace=workspace.copy,
        working_directory=workspace.working_directory,
        python=settings.python,
        environment=session.environment,
        deadline_seconds=settings.tests_timeout_seconds,
    )
    if suite.flaky:
        session.note(f"flaky on the untouched source, quarantined: {', '.join(suite.flaky)}")
    return suite


def sandbox_plan(
    session: Session, genome: SourceGenome, hot: HotCode, available: frozenset[str]
) -> SandboxPlan:
    """How the target is confined, from what its own runs have shown."""
    settings, workspace = session.settings, session.workspace
    # The recorder saw the copy; inside the sandbox the copy lies where the user's project lies.
    names = {path: hot.import_names.get(path, file.module) for path, file in genome.files.items()}
    modules = {
        (genome.files[path].module if name == "__main__" else name): path for path, name in names.items()
    }
    # Numba takes a second to import: once in the warm process instead of in every candidate.
    lifted = ("numba",) if "numba" in available else ()
    own = {name.split(".", 1)[0] for name in modules}
    limits = Limits(memory_bytes=settings.memory_limit_bytes)
    return SandboxPlan(
        python=settings.python,
        project=workspace.project,
        workspace=workspace.copy,
        working_directory=workspace.working_directory,
        sys_path=tuple(_under(entry, str(workspace.copy), str(workspace.project)) for entry in hot.sys_path),
        modules=modules,
        main_file=hot.main_file,
        preload=tuple(name for name in (*hot.imported, *lifted) if name.split(".", 1)[0] not in own),
        environment={
            name: os.pathsep.join(
                _under(entry, str(workspace.copy), str(workspace.project))
                for entry in session.environment[name].split(os.pathsep)
            )
            for name in _KEPT_VARIABLES
            if name in session.environment
        },
        limits=limits if settings.float_tolerance is None else limits.telling_floats(),
        minimum_level=settings.minimum_sandbox,
        hash_seed=session.rng.randrange(1, 2**32),
    )


def _under(entry: str, before: str, after: str) -> str:
    """``entry`` with the leading folder ``before`` replaced by ``after``."""
    inside = entry == before or entry.startswith(before + "/")
    return after + entry.removeprefix(before) if inside else entry
