"""Everything that hostile code is known to try, in one table: what an arm and a command get to see of it."""

from __future__ import annotations

import re

import pytest

REFUSED = "refused: "
ABSENT = "refused: (ENOENT|EACCES|EPERM|LookupError|ESRCH| )+'?$"
DENIED = "refused: (EPERM|EACCES|EROFS|ENOSYS| )+'?$"
SLOW = "in time"

# number in the list of attempts (0: not in it) → attack, what is told of an arm and of a command, whether the
# same code succeeds unconfined (then it is run there as well: a trap that cannot snap proves nothing).
ATTEMPTS = [
    (1, "files.passwd", ABSENT, ABSENT, True),
    (2, "files.ssh_key", ABSENT, ABSENT, True),
    (
        3,
        "files.write_system",
        "refused: (EACCES|EROFS|ENOENT|EPERM| )+'?$",
        "refused: (EACCES|EROFS|ENOENT| )+$",
        False,
    ),
    (
        4,
        "files.poison_packages",
        "refused: (EACCES|EROFS|ENOENT| )+'?$",
        "refused: (EACCES|EROFS|ENOENT|ETXTBSY| )+$",
        False,
    ),
    (5, "files.environment", "refused: KeyError KeyError", "refused: KeyError KeyError", True),
    (6, "files.environments", ABSENT, ABSENT, True),
    (7, "processes.seen", ABSENT, ABSENT, True),
    (
        8,
        "network.tcp",
        "refused: (EACCES|ENETUNREACH|EADDRNOTAVAIL| )+'",
        "refused: (ECONNREFUSED|ENETUNREACH|EADDRNOTAVAIL| )+$",
        True,
    ),
    (
        9,
        "network.udp_and_names",
        "refused: (ENETUNREACH|gaierror|EADDRNOTAVAIL|EAGAIN| )+'",
        "refused: (ECONNREFUSED|ENETUNREACH|gaierror|EAGAIN| )+$",
        True,
    ),
    (
        10,
        "network.abstract",
        "refused: (ECONNREFUSED|EPERM|EAFNOSUPPORT)",
        "refused: (ECONNREFUSED|EPERM)",
        True,
    ),
    (
        11,
        "network.by_path",
        "refused: (ENOENT|EACCES|EAFNOSUPPORT| )+'",
        "refused: (ENOENT|EACCES| )+$",
        True,
    ),
    (11, "network.by_path_in_the_project", REFUSED, REFUSED, True),
    (12, "network.vsock", "refused: (EAFNOSUPPORT|ENOENT| )+'", "refused: (EAFNOSUPPORT|ENOENT| )+$", False),
    (
        13,
        "network.other_families",
        "refused: (EAFNOSUPPORT|EPERM|ESOCKTNOSUPPORT|EPROTONOSUPPORT|EACCES| )+'",
        "refused: (EAFNOSUPPORT|EPERM|ESOCKTNOSUPPORT|EPROTONOSUPPORT|EACCES| )+$",
        True,
    ),
    (
        14,
        "network.shared_memory_folder",
        "refused: (ENOENT|LookupError| )+'",
        "refused: (ENOENT|LookupError| )+$",
        True,
    ),
    (15, "network.interprocess", DENIED, DENIED, True),
    (16, "processes.kill_one", "refused: (EPERM|ESRCH| )+'", "refused: (EPERM|ESRCH|EINVAL| )+$", True),
    (16, "processes.kill_everybody", REFUSED, REFUSED, False),
    (17, "processes.trace", DENIED, DENIED, True),
    (18, "processes.memory", ABSENT, ABSENT, True),
    (19, "files.inherited", REFUSED, REFUSED, True),
    (20, "files.reopened_output", "refused: EFBIG", "refused: LookupError", False),
    (21, "processes.fork_bomb", "refused: PermissionError", "more than 48 processes and threads", False),
    (
        22,
        "exhaustion.threads",
        "more than 48 processes and threads",
        "more than 48 processes and threads",
        False,
    ),
    (23, "exhaustion.memory", "MemoryError", "more than 160 MiB of memory", False),
    (24, "exhaustion.memory_files", DENIED, DENIED, False),
    (24, "exhaustion.shared_mappings", "OSError|MemoryError", "more than 160 MiB of memory", False),
    (25, "exhaustion.memory_of_children", "PermissionError", "more than 160 MiB of memory", False),
    (
        26,
        "exhaustion.disk",
        "refused: (ENOSPC|EACCES|EROFS|ENOENT| )+'",
        "refused: (ENOSPC|EACCES|EROFS|ENOENT| )+$",
        False,
    ),
    (27, "exhaustion.inodes", "refused: (ENOSPC|EACCES|EROFS| )+'", "refused: (ENOSPC|EACCES| )+$", False),
    (28, "exhaustion.output", "File too large|wrote more than", "refused: nobody keeps all of it", False),
    (29, "exhaustion.loop", SLOW, SLOW, False),
    (30, "exhaustion.loop_in_c", SLOW, SLOW, False),
    (30, "exhaustion.loop_in_a_pattern", SLOW, SLOW, False),
    (31, "processes.ignore_signals", SLOW, SLOW, False),
    (31, "processes.stop", SLOW, SLOW, False),
    (32, "processes.daemon", DENIED, "refused: LookupError", False),
    (33, "processes.execute", DENIED, None, True),
    (
        33,
        "processes.gain_rights",
        "refused: (EPERM|EACCES|ENOENT|EINVAL|LookupError|PermissionError| )+'",
        "refused: (EPERM|EACCES|ENOENT|EINVAL|LookupError|PermissionError| )+$",
        False,
    ),
    (34, "kernel.namespaces", DENIED, DENIED, True),
    (35, "kernel.surfaces", DENIED, DENIED, True),
    (36, "kernel.keys", DENIED, DENIED, False),
    (
        37,
        "processes.raise_limits",
        "refused: (ValueError|EPERM|LookupError|ESRCH| )+'",
        "refused: (ValueError|EPERM|LookupError|ESRCH| )+$",
        False,
    ),
    (
        38,
        "processes.scheduling",
        "refused: (EPERM|EACCES|ESRCH| )+'",
        "refused: (EPERM|EACCES|ESRCH|ZeroDivisionError| )+$",
        True,
    ),
    (39, "files.through_processes", ABSENT, ABSENT, True),
    (40, "files.device_nodes", ABSENT, ABSENT, False),
    (
        41,
        "files.kernel_settings",
        "refused: (EACCES|EROFS|ENOENT|EPERM| )+'",
        "refused: (EACCES|EROFS|ENOENT|EPERM| )+$",
        False,
    ),
    (42, "processes.crash", "SIGSEGV", "status -11", False),
    (
        43,
        "kernel.terminal",
        "refused: (EACCES|ENXIO|ENOENT|EPERM|EIO| )+'",
        "refused: (EACCES|ENXIO|ENOENT|EPERM|EIO| )+$",
        False,
    ),
    (47, "processes.leave_quietly", "exit status 0", "status 0", False),
    (53, "answers.gadget", "returned", None, False),
    (54, "answers.rude", "raised SystemExit", None, False),
    (54, "answers.deep", "cannot be told|returned", None, False),
    (54, "answers.circular", "returned", None, False),
    (54, "answers.wide", "cannot be told|returned", None, False),
    (54, "answers.huge", "cannot be told|returned", None, False),
    (54, "answers.number", "cannot be told|returned", None, False),
    (54, "answers.odd_floats", "returned", None, False),
    (54, "answers.surrogates", "returned", None, False),
    (54, "answers.error_without_end", "cannot be told|raised", None, False),
    (0, "files.write_outside", ABSENT, ABSENT, True),
    (0, "files.read_secret", ABSENT, ABSENT, True),
    (0, "files.descriptors_closed", "lost: ", "status", False),
    (0, "exhaustion.descriptors", "refused: EMFILE", "refused: EMFILE", False),
    (0, "exhaustion.recursion", "SIGSEGV|RecursionError", "status -11|RecursionError", False),
    (
        0,
        "exhaustion.locked_memory",
        "refused: (EPERM|ENOMEM|EAGAIN)",
        "refused: (EPERM|ENOMEM|EAGAIN)",
        False,
    ),
    (0, "exhaustion.anonymous_file", DENIED, DENIED, True),
    (0, "kernel.clock_and_name", DENIED, DENIED, False),
    (0, "kernel.other_tables", "refused: ENOSYS", "refused: ENOSYS", False),
]

IDS = [f"{number} {attack}" for number, attack, *_ in ATTEMPTS]


def _patience(told: str) -> float:
    """Seconds until the deadline: what never ends is not waited for."""
    return 0.25 if told == SLOW else 15.0


@pytest.mark.parametrize(("attack", "told"), [(row[1], row[2]) for row in ATTEMPTS], ids=IDS)
def test_a_candidate_is_contained_and_its_attempt_named(by_an_arm, unharmed, host, attack, told) -> None:
    seen = by_an_arm(attack, seconds=_patience(told))
    assert "reached" not in seen
    assert host.secret not in seen
    assert host.names(told, seen), seen
    unharmed()


@pytest.mark.parametrize(
    ("attack", "told"), [(row[1], row[3]) for row in ATTEMPTS if row[3]],
    ids=[name for name, row in zip(IDS, ATTEMPTS, strict=True) if row[3]],
)  # fmt: skip
def test_a_command_is_contained_and_its_attempt_named(by_a_command, unharmed, host, attack, told) -> None:
    seen = by_a_command(attack, seconds=_patience(told))
    assert "reached" not in seen
    assert host.secret not in seen
    assert host.names(told, seen), seen
    unharmed()


KNOWN_OF_THE_WEAKEST = {
    "files.read_secret": "the size and the times of a file, which Landlock does not hide",
    "exhaustion.disk": "its scratch folder lies on a disk, where only the size of each file is bounded",
    "exhaustion.inodes": "likewise, and nobody counts the files",
}


@pytest.mark.parametrize(
    "attack", [row[1] for row in ATTEMPTS if row[2] != SLOW and row[1] not in KNOWN_OF_THE_WEAKEST]
)
def test_without_namespaces_a_candidate_is_still_contained(by_a_weak_arm, unharmed, host, attack) -> None:
    seen = by_a_weak_arm(attack)
    assert "reached" not in seen
    assert host.secret not in seen
    assert re.match("lost: |raised |returned ", seen), seen
    unharmed()


def test_without_namespaces_it_is_known_what_exists(by_a_weak_arm, host) -> None:
    """By design of Landlock: content is safe, existence is not. ``ouroboros doctor`` tells the level."""
    assert "reached" in by_a_weak_arm("files.read_secret")
    assert host.secret not in by_a_weak_arm("files.read_secret")


@pytest.mark.parametrize("attack", [row[1] for row in ATTEMPTS if row[4]])
def test_the_same_attempt_succeeds_without_a_sandbox(unconfined, attack) -> None:
    assert "reached" in unconfined(attack)
