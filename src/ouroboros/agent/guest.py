"""Where the agent begins inside a process of the target: reads the plan, starts its work, steps aside.

The driver copies this package under a name of its own (so that Ouroboros itself can be a target) next to a
``sitecustomize.py`` that calls :func:`begin`, and puts that folder first on ``PYTHONPATH``.
"""

from __future__ import annotations

import os
import sys
from importlib.machinery import PathFinder
from importlib.util import module_from_spec

from ouroboros.agent import import_hook, recorder, sampler
from ouroboros.agent.import_hook import Plan

PLAN_VARIABLE = "OUROBOROS_GUEST_PLAN"

plan: Plan | None = None


def begin(folder: str) -> None:
    """Start recording or sampling as the plan says, then run the ``sitecustomize`` that ours hides.

    Args:
        folder: the driver's folder; it leaves ``sys.path`` again, so the target sees the path it always saw.

    """
    global plan  # noqa: PLW0603 - one process, one plan; the launcher asks for it
    sys.path[:] = [entry for entry in sys.path if entry != folder]
    try:
        plan = Plan.read(os.environ[PLAN_VARIABLE])
        if plan.mode == "record":
            recorder.start(plan)
            import_hook.install(plan)
        elif plan.mode == "sample":
            sampler.start(plan)
    except Exception:
        plan = None
    _run_hidden_sitecustomize()


def _run_hidden_sitecustomize() -> None:
    spec = PathFinder.find_spec("sitecustomize", sys.path)
    if spec is None or spec.loader is None:
        return
    module = module_from_spec(spec)
    sys.modules["sitecustomize"] = module
    spec.loader.exec_module(module)
