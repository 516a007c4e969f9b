"""Which lines of one file are executed."""

from __future__ import annotations

import sys
import threading
import types
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any


@contextmanager
def traced(path: str, lines: set[int]) -> Iterator[None]:
    """Collect the executed line numbers of the file ``path`` (absolute; empty: nothing, at no cost)."""
    if not path:
        yield
        return
    if sys.version_info < (3, 12):
        previous = sys.gettrace()
        tracer = _tracer(path, lines)
        threading.settrace(tracer)
        sys.settrace(tracer)
        try:
            yield
        finally:
            sys.settrace(previous)
            threading.settrace(previous)
        return
    monitoring = sys.monitoring
    tool = monitoring.COVERAGE_ID

    def on_line(code: types.CodeType, line: int) -> object:
        if code.co_filename == path:
            lines.add(line)
        return monitoring.DISABLE

    monitoring.use_tool_id(tool, "ouroboros")
    monitoring.register_callback(tool, monitoring.events.LINE, on_line)
    monitoring.set_events(tool, monitoring.events.LINE)
    try:
        yield
    finally:
        monitoring.set_events(tool, 0)
        monitoring.free_tool_id(tool)


def _tracer(path: str, lines: set[int]) -> Callable[..., Any]:
    def on_line(frame: types.FrameType, event: str, _argument: object) -> Any:
        if event == "line":
            lines.add(frame.f_lineno)
        return on_line

    def on_call(frame: types.FrameType, _event: str, _argument: object) -> Any:
        return on_line if frame.f_code.co_filename == path else None

    return on_call
