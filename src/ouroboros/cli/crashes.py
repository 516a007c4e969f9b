"""Where the traceback of an unexpected failure goes: a file for the bug report, never the user's screen."""

from __future__ import annotations

import os
import platform
import sys
import traceback
from datetime import UTC, datetime
from pathlib import Path

from ouroboros import __version__
from ouroboros.config.schema import default_state_dir


def save_traceback(error: BaseException) -> Path:
    """Write the traceback of ``error`` to ``<state dir>/crashes`` and return the file.

    Only the owner may read it: a traceback can show values of the target program.

    Raises:
        OSError: the state directory cannot be written.

    """
    folder = default_state_dir(os.environ) / "crashes"
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    moment = datetime.now(UTC).strftime("%Y%m%dT%H%M%S%f")
    path = folder / f"{moment}-{os.getpid()}.txt"
    header = f"ouroboros {__version__}, Python {platform.python_version()}, {platform.platform()}\n"
    command = f"command: {sys.argv!r}\n\n"
    text = header + command + "".join(traceback.format_exception(error))
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8", errors="backslashreplace") as file:
        file.write(text)
    return path
