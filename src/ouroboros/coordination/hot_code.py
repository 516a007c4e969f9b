"""From a running workload to hot regions and the calls they really receive."""

from __future__ import annotations

import fnmatch
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from ouroboros.config.schema import Settings
from ouroboros.coordination.session import Session
from ouroboros.genome.hotspots import hotspots
from ouroboros.genome.source_tree import SourceGenome
from ouroboros.profiling.recording import Recording, record
from ouroboros.profiling.sampling import sample
from ouroboros.records.event import Stage
from ouroboros.records.hotspot import EARLIER, Hotspot, Profile, RecordedCall, TypeProfile
from ouroboros.records.source import GenomeRegion, RegionKind

_ENCLOSING = 4
"""How many enclosing functions are recorded for a hot one whose own calls may be impossible to keep."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HotCode:
    """Hot regions, hottest first, with calls and types. ``import_names`` maps paths to names at run time."""

    hotspots: tuple[Hotspot, ...]
    calls: Mapping[str, tuple[RecordedCall, ...]]
    types: Mapping[str, TypeProfile]
    enclosing: Mapping[str, tuple[GenomeRegion, ...]]
    import_names: Mapping[str, str]
    sys_path: tuple[str, ...]
    main_file: str | None
    imported: tuple[str, ...]
    skipped: Mapping[str, str]
    workload_seconds: float
    """Wall seconds of one run of the workload, roughly."""

    def import_name(self, region: GenomeRegion) -> str:
        """The name under which the running program imported the region's file."""
        name = self.import_names.get(region.file.path, region.file.module)
        return region.file.module if name == "__main__" else name

    def why_not_recorded(self, region: GenomeRegion) -> str:
        """What kept calls of ``region``, and of what encloses it, from being recorded, or ""."""
        reasons = [self.skipped.get(region.name, "")]
        for above in self.enclosing.get(region.name, ()):
            why = self.skipped.get(above.name, "")
            reasons.append(f"{above.name}: {why}" if why else "")
        return "; ".join(reason for reason in reasons if reason)

    def sources(self, region: GenomeRegion) -> list[tuple[str, Sequence[RecordedCall]]]:
        """Calls that may reach ``region``: its own first, then its enclosing functions', nearest first."""
        found: list[tuple[str, Sequence[RecordedCall]]] = []
        for called in (region, *self.enclosing.get(region.name, ())):
            function = f"{self.import_name(called)}:{called.qualname}"
            calls = [replace(call, function=function) for call in self.calls.get(called.name, ())]
            if calls:
                found.append((called.name, calls))
        # Calls of earlier runs alone say less about this workload than what encloses the region in it.
        return sorted(found, key=lambda source: all(call.origin == EARLIER for call in source[1]))


def find_hot_code(session: Session, genome: SourceGenome) -> HotCode:
    """Profile the workload (or the tests), then record calls of the hot regions and of what encloses them.

    Raises:
        WorkloadFailsError: the workload crashes or does not end in time.

    """
    settings, workspace = session.settings, session.workspace
    command = settings.workload or settings.tests
    session.say(Stage.PROFILE, f"running `{command}` under the sampler")
    profile = sample(
        command,
        workspace=workspace.copy,
        working_directory=workspace.working_directory,
        python=settings.python,
        environment=session.environment,
        deadline_seconds=settings.workload_timeout_seconds,
        origin="workload" if settings.workload else "tests",
    )
    found = hotspots(profile, genome, base=workspace.copy)
    targets = chosen(found, settings.only, settings.min_share, settings.max_regions)
    if not settings.only:
        cold = len(found) - len(targets)
        session.say(Stage.PROFILE, f"{len(targets)} hot functions ({profile.total} samples, {cold} too cold)")
    if not targets:
        session.note(_nothing_hot(settings, profile, found, workspace.copy))
    enclosing = {
        spot.region.name: _enclosing(profile, genome, spot.region, workspace.copy) for spot in targets
    }
    wanted = {spot.region.name: spot.region for spot in targets}
    for names in enclosing.values():
        wanted.update({region.name: region for region in names})
    regions = [region for region in wanted.values() if region.kind is not RegionKind.CLASS]
    recordings = [_record(session, settings.workload, "workload", regions)] if settings.workload else []
    if settings.tests:
        recordings.append(_record(session, settings.tests, "tests", regions))
    return _joined(targets, enclosing, recordings, profile.seconds)


def chosen(
    found: Sequence[Hotspot], only: Sequence[str], min_share: float, max_regions: int
) -> tuple[Hotspot, ...]:
    """Hot regions worth the work: those that match ``only`` where given, else those above ``min_share``.

    A pattern matches a region's full name, its ``qualname`` or its file, with ``*`` and ``?`` as in a shell.
    """
    if only:
        return tuple(spot for spot in found if any(_matches(spot.region, pattern) for pattern in only))
    return tuple(spot for spot in found if spot.cumulative_share >= min_share)[:max_regions]


def _nothing_hot(settings: Settings, profile: Profile, found: Sequence[Hotspot], base: Path) -> str:
    """Why no function is worked on, and what ran instead."""
    command = settings.workload or settings.tests
    if not profile.total:
        return f"`{command}` ran no Python code for long enough to be seen: give a longer workload"
    if found and settings.only:
        seen = ", ".join(spot.region.name for spot in found[:3])
        return (
            f"--only {' '.join(settings.only)} matches none of the {len(found)} functions that ran: {seen} …"
        )
    if found:
        most = max(spot.cumulative_share for spot in found)
        return (
            f"no function of {settings.root} takes {settings.min_share:.0%} of `{command}` "
            f"(at most {most:.2%}): lower min_share, or give a workload that does more of it"
        )
    ran: Counter[str] = Counter()
    for taken in profile.samples:
        path, _line, name = taken.stack[-1]
        inside = Path(path).is_relative_to(base)
        ran[f"{name} in {Path(path).relative_to(base) if inside else path}"] += taken.count
    most_seen = ", ".join(f"{place} ({count / profile.total:.0%})" for place, count in ran.most_common(3))
    return f"`{command}` spends no time in functions of {settings.root}; what ran: {most_seen}"


def _matches(region: GenomeRegion, pattern: str) -> bool:
    names = (region.name, region.qualname, region.file.path, region.file.module)
    return any(fnmatch.fnmatchcase(name, pattern) for name in names)


def _enclosing(
    profile: Profile, genome: SourceGenome, region: GenomeRegion, base: Path
) -> tuple[GenomeRegion, ...]:
    """Functions seen above ``region`` on sampled stacks, nearest first."""
    nearness: dict[str, tuple[int, GenomeRegion]] = {}
    for taken in profile.samples:
        distance = 0
        inside = False
        for path, line, _name in reversed(taken.stack):
            above = _region_at(genome, path, line, base)
            if above is None:
                continue
            if above.name == region.name:
                inside, distance = True, 0
            elif inside:
                distance += 1
                if above.name not in nearness or nearness[above.name][0] > distance:
                    nearness[above.name] = (distance, above)
    ranked = sorted(nearness.values(), key=lambda pair: (pair[0], pair[1].name))
    return tuple(above for _, above in ranked if not above.is_nested)[:_ENCLOSING]


def _region_at(genome: SourceGenome, path: str, line: int, base: Path) -> GenomeRegion | None:
    try:
        relative = Path(path).relative_to(base).as_posix()
    except ValueError:
        return None
    return genome.region_at(relative, line)


def _record(session: Session, command: str, origin: str, regions: Sequence[GenomeRegion]) -> Recording:
    session.say(Stage.RECORD, f"running `{command}` with the recorder around {len(regions)} functions")
    settings, workspace = session.settings, session.workspace
    return record(
        command,
        workspace=workspace.copy,
        working_directory=workspace.working_directory,
        python=settings.python,
        regions=regions,
        deadline_seconds=3 * settings.workload_timeout_seconds,
        environment=session.environment,
        origin=origin,
    )


def _joined(
    targets: tuple[Hotspot, ...],
    enclosing: Mapping[str, tuple[GenomeRegion, ...]],
    recordings: Sequence[Recording],
    profiled_seconds: float,
) -> HotCode:
    calls: dict[str, list[RecordedCall]] = {}
    types: dict[str, TypeProfile] = {}
    names: dict[str, str] = {}
    skipped: dict[str, str] = {}
    imported: dict[str, None] = {}
    # The workload comes first: where both know something, the real use wins.
    for recording in reversed(recordings):
        types.update(recording.types)
        names.update(recording.modules)
    for recording in recordings:
        imported.update(dict.fromkeys(recording.imported))
        for call in recording.calls:
            calls.setdefault(call.function, []).append(call)
    for recording in reversed(recordings):
        # That one command does not call it says nothing once the other one does.
        skipped.update(
            {
                name: why
                for name, why in recording.skipped.items()
                if name in recording.types or name not in types
            }
        )
    main_file = next((one.main_file for one in recordings if one.main_file), None)
    return HotCode(
        hotspots=targets,
        calls={name: tuple(kept) for name, kept in calls.items()},
        types=types,
        enclosing=enclosing,
        import_names=names,
        sys_path=tuple(dict.fromkeys(entry for one in recordings for entry in one.sys_path)),
        main_file=main_file,
        imported=tuple(imported),
        skipped=skipped,
        # The first recording is of the command that was profiled; tests beside a workload may be far shorter.
        workload_seconds=min(profiled_seconds, recordings[0].seconds),
    )
