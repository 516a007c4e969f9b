"""The message of a commit says what a reviewer has to know."""

from ouroboros.coordination.winner_commits import message


def test_floats_that_were_allowed_to_differ_are_told(report, tolerant):
    told = message(tolerant.winners[0], "full")
    assert "Floats:    floats differ by at most 2.2e-16 of the larger one; a tolerance was allowed\n" in told
    assert "Floats" not in message(report.winners[0], "full")
