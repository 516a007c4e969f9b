"""What becomes of winners moves the weights: kept ones approve, those taken back reject."""

import random
from dataclasses import replace

import pytest

from ouroboros.config.loading import load_settings
from ouroboros.coordination.preferences import keep_decision, learn_preferences
from ouroboros.coordination.session import BudgetClock, Session, open_store
from ouroboros.records.fitness import ObjectiveScore
from ouroboros.records.source import SourceFile

BEFORE = "def f():\n    return 1\n"


class Genome:
    def __init__(self, **texts):
        self.files = {
            f"{name}.py": SourceFile(path=f"{name}.py", module=name, text=text)
            for name, text in texts.items()
        }


@pytest.fixture
def settings(tmp_path):
    return load_settings(tmp_path, {"state_dir": str(tmp_path / "state")}, {})


def learn(settings, genome):
    session = Session(
        settings=settings,
        workspace=None,
        clock=BudgetClock(1.0),
        environment={},
        rng=random.Random(0),
        store=open_store(settings),
    )
    return learn_preferences(session, genome), session.notes


def won(report, name, parts):
    """A report of one winner that changed ``name``.py and had these scores."""
    outcome = report.functions[0]
    candidate = outcome.winner.candidate
    region = replace(candidate.region, file=SourceFile(path=f"{name}.py", module=name, text=BEFORE))
    candidate = replace(
        candidate, hotspot=replace(candidate.hotspot, region=region), text=f"{BEFORE}# {name}\n"
    )
    scores = ObjectiveScore(performance=parts[0], power=parts[1], security=parts[2])
    evidence = replace(outcome.winner.evidence, candidate=candidate, objectives=scores)
    winner = replace(outcome.winner, evidence=evidence)
    return replace(
        report,
        functions=(replace(outcome, winner=winner),),
        texts={f"{name}.py": candidate.text},
    )


def after(name):
    return f"{BEFORE}# {name}\n"


QUICK, SECURE = (95.0, 95.0, 60.0), (40.0, 40.0, 100.0)


def test_nothing_decided_leaves_the_users_weights(settings):
    assert learn(settings, Genome()) == (settings.weights, [])


def test_a_quick_change_taken_back_and_a_secure_one_kept_make_security_count_more(settings, report):
    keep_decision(settings, won(report, "quick", QUICK), applied=True)
    keep_decision(settings, won(report, "secure", SECURE), applied=True)
    unchanged, notes = learn(settings, Genome(quick=after("quick"), secure=after("secure")))
    assert (unchanged, notes) == (settings.weights, [])
    learnt, notes = learn(settings, Genome(quick=BEFORE, secure=after("secure")))
    assert learnt.security > 1 / 3
    assert "kept winners: 1, taken back: 1" in notes[0]


def test_one_change_taken_back_counts_once_however_many_were_kept(settings, report):
    keep_decision(settings, won(report, "quick", QUICK), applied=True)
    names = [f"secure{number}" for number in range(12)]
    keep_decision(settings, won(report, names[0], SECURE), applied=True)
    alone, _ = learn(settings, Genome(quick=BEFORE))
    for name in names[1:]:
        keep_decision(settings, won(report, name, SECURE), applied=True)
    together, notes = learn(settings, Genome(quick=BEFORE))
    assert "kept winners: 12, taken back: 1" in notes[0]
    assert together.shares == pytest.approx(alone.shares)


def test_a_decision_outlasts_later_edits(settings, report):
    keep_decision(settings, won(report, "quick", QUICK), applied=True)
    keep_decision(settings, won(report, "secure", SECURE), applied=True)
    learn(settings, Genome(quick=BEFORE, secure=after("secure")))
    learnt, _ = learn(settings, Genome(quick=f"{BEFORE}x = 1\n"))
    assert learnt.security > 1 / 3


def test_a_branch_that_nobody_merged_says_nothing(settings, report):
    keep_decision(settings, won(report, "quick", QUICK), applied=False)
    keep_decision(settings, won(report, "secure", SECURE), applied=True)
    before, _ = learn(settings, Genome(quick=BEFORE, secure=after("secure")))
    assert before == settings.weights
    learn(settings, Genome(quick=after("quick")))
    reverted, _ = learn(settings, Genome(quick=BEFORE))
    assert reverted.security > 1 / 3


def test_entries_of_another_version_are_skipped(settings, report):
    keep_decision(settings, won(report, "quick", QUICK), applied=True)
    (file,) = (settings.state_dir / "preferences").iterdir()
    text = file.read_text().replace('"scores": [', '"scores": ["x", ').replace('"path"', '"way"')
    file.write_text(text)
    assert learn(settings, Genome(quick=BEFORE)) == (settings.weights, [])


def test_what_is_kept_is_for_the_owner_alone(settings, report):
    keep_decision(settings, won(report, "quick", QUICK), applied=True)
    (file,) = (settings.state_dir / "preferences").iterdir()
    assert file.stat().st_mode & 0o077 == 0
