"""Reports to judge by, as the tests of ``reporting`` make them."""

from tests.reporting.conftest import empty, hostile, report, tolerant, with_changes  # noqa: F401
