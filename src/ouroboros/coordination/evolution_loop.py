"""The path from source to proven gain. Every arrow of the loop is one function; read from top to bottom."""

from __future__ import annotations

import random
import time
from collections.abc import Mapping

from ouroboros.arena.sandboxing.resources import Resources
from ouroboros.config.schema import Settings
from ouroboros.coordination.baseline import run_baseline, sandbox_plan
from ouroboros.coordination.compiled_candidates import bound_extensions
from ouroboros.coordination.compiled_finals import seconds_for_compiling, with_compiled_parts
from ouroboros.coordination.finals import combine, confirm_winners, seconds_for_finals
from ouroboros.coordination.hot_code import find_hot_code
from ouroboros.coordination.kept_calls import keep_calls, with_earlier_calls
from ouroboros.coordination.line_counts import with_line_counts
from ouroboros.coordination.past_runs import experienced_mutator
from ouroboros.coordination.preferences import learn_preferences
from ouroboros.coordination.proposals import mutate, worthwhile
from ouroboros.coordination.reading import read_genome, target_environment, what_is_installed
from ouroboros.coordination.run_environment import command_words, run_environment
from ouroboros.coordination.session import BudgetClock, Listener, Session, open_store
from ouroboros.coordination.trials import evolve_region, hottest_first
from ouroboros.coordination.warm_arena import Arena, throughput
from ouroboros.coordination.workspace import opened
from ouroboros.records.event import Stage
from ouroboros.records.verdict import EvolutionReport


def evolve(
    settings: Settings, *, working_directory: str, environment: Mapping[str, str], listen: Listener
) -> EvolutionReport:
    """Run one evolution on a private copy of the project and report what was found. Nothing is applied here.

    Args:
        settings: merged and checked.
        working_directory: where the target's commands run, relative to the project.
        environment: the user's environment variables.
        listen: told about every step.

    Raises:
        TargetError: tests or workload fail on the untouched source.
        SandboxUnavailableError: the machine isolates less than the settings demand.
        KeyboardInterrupt: the user had enough; judged candidates are remembered.

    """
    started, before = time.time(), Resources.now()
    with opened(settings.project, working_directory) as workspace:
        session = Session(
            settings=settings,
            workspace=workspace,
            clock=BudgetClock(settings.budget_seconds),
            environment=environment,
            rng=random.Random(settings.seed),
            store=open_store(settings),
            listen=listen,
        )
        genome = read_genome(session)
        session.weights = learn_preferences(session, genome)
        session.mutator = experienced_mutator(session)
        session.environment = target_environment(session, genome)
        available = what_is_installed(settings.python)
        suite = run_baseline(session)
        hot = with_earlier_calls(session, find_hot_code(session, genome))
        available = worthwhile(session, genome, hot, hot.hotspots, available)
        session.clock.reserved_seconds = seconds_for_finals(session, hot, suite)
        session.clock.compiling_seconds = seconds_for_compiling(session, genome, hot)
        plan = sandbox_plan(session, genome, hot, available)
        with Arena.opened(session, plan, suite) as arena:
            keep_calls(session, arena, hot)
            hot = with_line_counts(session, arena, genome, hot)
            proposals = mutate(session, genome, hot, available)
            searching = session.clock.spent_seconds
            tried = [evolve_region(session, arena, genome, hot, each, available) for each in proposals]
            brought = throughput(session, arena, session.clock.spent_seconds - searching)
            confirmed = confirm_winners(session, arena, tried)
            combined = combine(session, arena, confirmed)
            final = with_compiled_parts(session, arena, genome, hot, combined)
            level = arena.level
        session.say(Stage.REPORT, "done")
        return EvolutionReport(
            target=str(settings.root),
            started=started,
            seconds=session.clock.spent_seconds,
            functions=hottest_first(final.results),
            workload=final.workload,
            texts=dict(final.texts),
            extensions=bound_extensions(session, final.texts),
            original_checksums={path: genome.files[path].checksum for path in final.texts},
            sandbox_level=level,
            tests_run=len(suite.ids) if suite else 0,
            weights=session.weights,
            float_tolerance=settings.float_tolerance,
            notes=tuple(session.notes),
            throughput=brought,
            environment=run_environment(settings, before=before, after=Resources.now()),
            command=command_words(settings),
            folder=str(settings.project / working_directory),
        )
