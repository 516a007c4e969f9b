"""What can be seen of a project from its files alone, for the template: packages, tests, possible workloads.

Nothing of the project is imported or run.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

SKIPPED = frozenset({"node_modules", "venv", "env", "build", "dist", "site-packages", "__pycache__"})
_FILES_LOOKED_AT = 400
_WORKLOAD_NAME = re.compile(r"(bench|perf|profile|simulat|demo|example|main|run)", re.IGNORECASE)
_NOT_A_WORKLOAD = frozenset({"tests", "test", "docs"})


@dataclass(frozen=True, slots=True, kw_only=True)
class ProjectFacts:
    """What was found, and for the tests command also where."""

    packages: tuple[str, ...]
    """Folders or modules relative to the project, POSIX style."""
    tests: str
    tests_reason: str
    workloads: tuple[str, ...]
    """Commands that might exercise the code, likeliest first."""


def detect(project: Path) -> ProjectFacts:
    """Look at the files of ``project``."""
    files = list(_python_files(project))
    metadata = _metadata(project / "pyproject.toml")
    tests, reason = _tests(project, files, metadata)
    return ProjectFacts(
        packages=_packages(project),
        tests=tests,
        tests_reason=reason,
        workloads=_workloads(project, files, metadata),
    )


def _python_files(project: Path) -> Iterator[Path]:
    """Python files near the top, in a fixed order; a bound keeps huge trees cheap."""
    waiting, seen = [project], 0
    while waiting and seen < _FILES_LOOKED_AT:
        folder = waiting.pop(0)
        try:
            entries = sorted(folder.iterdir())
        except OSError:
            continue
        for entry in entries:
            if entry.is_dir() and not entry.is_symlink():
                if entry.name not in SKIPPED and not entry.name.startswith("."):
                    waiting.append(entry)
            elif entry.suffix == ".py":
                seen += 1
                yield entry


def _metadata(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):  # a broken file is no reason not to write a template
        return {}


def _packages(project: Path) -> tuple[str, ...]:
    for base in (project / "src", project):
        if not base.is_dir():
            continue
        found = [
            entry.relative_to(project).as_posix()
            for entry in sorted(base.iterdir())
            if (entry / "__init__.py").is_file() and entry.name not in _NOT_A_WORKLOAD
        ]
        if found:
            return tuple(found)
    return tuple(
        entry.name
        for entry in sorted(project.glob("*.py"))
        if not entry.name.startswith("test_") and entry.name not in {"setup.py", "conftest.py"}
    )


def _tests(project: Path, files: list[Path], metadata: dict[str, Any]) -> tuple[str, str]:
    if "pytest" in metadata.get("tool", {}):
        return "pytest -q", "[tool.pytest] in pyproject.toml"
    for name, mark in (
        ("pytest.ini", ""),
        (".pytest.ini", ""),
        ("tox.ini", "[pytest]"),
        ("setup.cfg", "[tool:pytest]"),
    ):
        path = project / name
        if path.is_file() and mark in path.read_text(encoding="utf-8", errors="replace"):
            return "pytest -q", f"{mark or 'settings'} in {name}"
    named = [path for path in files if path.name == "conftest.py"]
    if named:
        return "pytest -q", named[0].relative_to(project).as_posix()
    tests = [path for path in files if path.name.startswith("test_") or path.name.endswith("_test.py")]
    if not tests:
        return "", "no test files found"
    shown = tests[0].relative_to(project).as_posix()
    texts = [path.read_text(encoding="utf-8", errors="replace") for path in tests]
    plain = re.compile(r"^(async )?def test|^(import|from) pytest\b", re.MULTILINE)
    if any(plain.search(text) for text in texts):
        return "pytest -q", f"test functions in {shown}"
    if any("unittest" in text for text in texts):
        return "python -m unittest", f"unittest cases in {shown}"
    return "pytest -q", shown


def _workloads(project: Path, files: list[Path], metadata: dict[str, Any]) -> tuple[str, ...]:
    found: list[tuple[int, str]] = []
    for path in files:
        relative = path.relative_to(project)
        inside_tests = any(part in _NOT_A_WORKLOAD for part in relative.parts[:-1])
        if inside_tests or path.name.startswith("test_") or path.name in {"setup.py", "conftest.py"}:
            continue
        if path.name == "__main__.py":
            package = relative.parent.as_posix().removeprefix("src/").replace("/", ".")
            found.append((2, f"python -m {package}" if package != "." else f"python {relative.as_posix()}"))
        elif "bench" in relative.as_posix().lower() and path.name != "__init__.py":
            found.append((0, f"python {relative.as_posix()}"))
        elif len(relative.parts) <= 2 and _WORKLOAD_NAME.search(path.stem) and path.stem != "__init__":
            found.append((1, f"python {relative.as_posix()}"))
    scripts = metadata.get("project", {}).get("scripts", {})
    found += [(3, str(name)) for name in scripts]
    return tuple(command for _, command in sorted(found))[:5]
