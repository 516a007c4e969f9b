"""The user's own function takes private values out of calls before they are kept. Runs in an arm."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from ouroboros.agent import call_pickles
from ouroboros.agent.target_modules import TargetModules


def redact(
    modules: TargetModules,
    calls: Sequence[tuple[str, bytes]],
    by: str,
    send: Callable[[str, bytes], None],
) -> str:
    """Send each call as ``by`` leaves it, an empty payload where it is not to be kept.

    Args:
        modules: the target.
        calls: (function, payload) of recorded calls.
        by: ``pkg.mod:function``; gets ``args`` and ``kwargs`` and returns such a pair, or ``None``.
        send: takes function and payload of each.

    Returns:
        What went wrong first, or "". A call for which anything goes wrong is not kept.

    """
    try:
        function = modules.find(by)
    except Exception as failure:
        return f"{by} cannot be loaded: {type(failure).__name__}: {failure}"
    problem = ""
    for name, payload in calls:
        content = b""
        try:
            left = function(*modules.unpickle(payload))
            if left is not None:
                args, kwargs = left
                content = call_pickles.dumps((tuple(args), dict(kwargs)))
        except Exception as failure:
            problem = problem or f"{by}: {type(failure).__name__}: {failure}"
        send(name, content)
    return problem
