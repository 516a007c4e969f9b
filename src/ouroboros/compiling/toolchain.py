"""What compiling needs: Cython beside Ouroboros, a C compiler, and an interpreter whose inside is known."""

from __future__ import annotations

import json
import shutil
import subprocess
from dataclasses import dataclass
from functools import lru_cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

_KNOWN_PYTHON = (3, 11)
_KNOWN_CYTHON = ((3, 1), (3, 4))
"""From, up to and without: the first two numbers of versions whose C text is known."""
_PATIENCE_SECONDS = 20.0
_ASK = (
    "import json, platform, sys, sysconfig; debugging = hasattr(sys, 'gettotalrefcount'); "
    "print(json.dumps([platform.python_implementation(), sys.version_info[:2], debugging, "
    "sysconfig.get_paths()['include'], sysconfig.get_config_var('EXT_SUFFIX')]))"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Toolchain:
    """How an extension for one interpreter is built."""

    compiler: str
    """Path of the C compiler."""
    include: str
    """Folder of the interpreter's header files."""
    suffix: str
    """What the interpreter's extensions end in: ``.cpython-311-x86_64-linux-gnu.so``."""
    cython: str
    """Version of Cython."""

    def translate(self, source: str, target: str) -> list[str]:
        """Arguments for Ouroboros' own interpreter that turn Python text into C text."""
        directives = "infer_types=False,annotation_typing=False,emit_code_comments=False"
        return ["-m", "cython", "-3", "-X", directives, source, "-o", target]

    def compile(self, source: str, target: str) -> list[str]:
        """The command that turns C text into an extension."""
        options = [
            "-O2",
            "-w",
            "-DNDEBUG",
            "-shared",
            "-fPIC",
            "-fno-plt",
            "-fwrapv",
            "-ffp-contract=off",
            "-fno-strict-aliasing",
        ]
        return [self.compiler, *options, f"-I{self.include}", source, "-o", target]


@lru_cache(maxsize=8)
def toolchain(python: Path) -> Toolchain | str:
    """How extensions for ``python`` are built here, or in words why they are not."""
    try:
        cython = version("Cython")
    except PackageNotFoundError:
        return "Cython is not installed beside Ouroboros (the extra 'compiled')"
    numbers = tuple(int(part) for part in cython.split(".")[:2] if part.isdigit())
    if not _KNOWN_CYTHON[0] <= numbers < _KNOWN_CYTHON[1]:
        return f"Cython {cython} is not known: 3.1 to 3.3 are"
    compiler = shutil.which("gcc") or shutil.which("clang")
    if compiler is None:
        return "there is no C compiler (gcc or clang)"
    try:
        run = subprocess.run(
            [str(python), "-I", "-c", _ASK],
            capture_output=True,
            text=True,
            timeout=_PATIENCE_SECONDS,
            check=True,
        )
        implementation, numbers_, debugging, include, suffix = json.loads(run.stdout)
    except (OSError, subprocess.SubprocessError, ValueError) as error:
        return f"{python} does not answer: {error}"
    if implementation != "CPython" or tuple(numbers_) != _KNOWN_PYTHON or debugging:
        return f"compiled parts are written for CPython 3.11, {python} is another"
    if not Path(include, "Python.h").is_file() or not Path(include, "internal", "pycore_dict.h").is_file():
        return f"the header files of {python} are not installed"
    return Toolchain(compiler=compiler, include=str(include), suffix=str(suffix), cython=cython)
