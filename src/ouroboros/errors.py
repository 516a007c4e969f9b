"""The one tree of errors, and what the user can do about each.

::

    OuroborosError                    anything we raise on purpose; never a traceback for the user
    ├── UsageError          (exit 2)  a flag, path or configuration value is wrong: correct it
    │   └── ConfigurationError        names file, key, value and what is allowed
    ├── TargetError         (exit 3)  the target's own tests or workload fail before we changed anything
    │   ├── TestsFailError            mend the tests (or pass --tests with a command that passes)
    │   ├── WorkloadFailsError        mend the workload command, or raise --workload-timeout
    │   └── NothingToRunError         give --tests or --workload: without either nothing can be proven
    ├── StaleSourceError    (exit 3)  a file changed while we worked: run again, nothing was written
    ├── ApplyError          (exit 3)  the winners could not be written; every file is as it was
    ├── SandboxError                  the sandbox could not do its work
    │   ├── SandboxUnavailableError (exit 2)  this machine offers too little isolation: see `ouroboros doctor`
    │   └── SandboxDiedError          one confined process ended early; the candidate counts as failed
    └── InterruptedEvolutionError (exit 130)  Ctrl-C: finished results are kept, run again to resume
"""

from __future__ import annotations


class OuroborosError(Exception):
    """Base of every error raised on purpose. ``exit_status`` is what the CLI leaves with."""

    exit_status = 1


class UsageError(OuroborosError):
    """A flag, path or value is wrong."""

    exit_status = 2


class ConfigurationError(UsageError):
    """A configuration key or value is wrong; the message names file, key, value and what is allowed."""


class TargetError(OuroborosError):
    """The target's own tests or workload fail before anything was changed."""

    exit_status = 3


class TestsFailError(TargetError):
    """The target's tests fail on the untouched source."""

    __test__ = False  # pytest collects classes by name


class WorkloadFailsError(TargetError):
    """The workload crashes or does not end in its time on the untouched source."""


class NothingToRunError(TargetError):
    """Neither tests nor workload: no evidence could ever be gathered."""


class StaleSourceError(OuroborosError):
    """A source file changed since it was read."""

    exit_status = 3


class ApplyError(OuroborosError):
    """Winners could not be written; every file is as it was."""

    exit_status = 3


class SandboxError(OuroborosError):
    """The sandbox could not do its work."""


class SandboxUnavailableError(SandboxError):
    """The machine offers less isolation than the policy demands."""

    exit_status = 2


class SandboxDiedError(SandboxError):
    """A confined process ended before it answered (killed, out of memory, out of time)."""


class InterruptedEvolutionError(OuroborosError):
    """The user interrupted; finished results are kept."""

    exit_status = 130
