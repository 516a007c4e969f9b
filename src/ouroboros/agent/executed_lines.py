"""Which lines of one file are executed, and how often."""

from __future__ import annotations

import sys
import threading
import time
import types
from collections import Counter
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


_EVENTS_BETWEEN_CLOCKS = 256


@contextmanager
def counted(path: str, counts: Counter[int], seconds: float) -> Iterator[None]:
    """Count how often each line of the file ``path`` (absolute) runs, for ``seconds`` at most.

    When the time is up a call that still runs goes on without being counted, at nearly its own speed.
    """
    until = time.monotonic() + seconds
    left = _EVENTS_BETWEEN_CLOCKS

    def goes_on(line: int) -> bool:
        nonlocal left
        counts[line] += 1
        left -= 1
        if left <= 0:
            left = _EVENTS_BETWEEN_CLOCKS if time.monotonic() < until else 0
        return left > 0

    if sys.version_info < (3, 12):
        previous = sys.gettrace()

        def on_line(frame: types.FrameType, event: str, _argument: object) -> Any:
            return on_line if event != "line" or goes_on(frame.f_lineno) else stop(frame)

        def on_call(frame: types.FrameType, _event: str, _argument: object) -> Any:
            return on_line if frame.f_code.co_filename == path else None

        def stop(frame: types.FrameType) -> None:
            sys.settrace(None)
            above: types.FrameType | None = frame
            while above is not None:
                above.f_trace = None
                above = above.f_back

        sys.settrace(on_call)
        try:
            yield
        finally:
            sys.settrace(previous)
        return
    monitoring = sys.monitoring
    tool = monitoring.COVERAGE_ID

    def on_event(code: types.CodeType, line: int) -> object:
        if code.co_filename != path:
            return monitoring.DISABLE
        if not goes_on(line):
            monitoring.set_events(tool, 0)
        return None

    monitoring.use_tool_id(tool, "ouroboros")
    monitoring.register_callback(tool, monitoring.events.LINE, on_event)
    monitoring.set_events(tool, monitoring.events.LINE)
    try:
        yield
    finally:
        monitoring.set_events(tool, 0)
        monitoring.free_tool_id(tool)
