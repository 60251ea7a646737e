"""What all tests share: the order they run in, a browser, and a served demo world."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.db import connection
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis

# How fast a machine makes its examples says nothing about the platform; what a test may cost is said by its limits.
hypothesis.register_profile("any machine", deadline=None, suppress_health_check=[HealthCheck.too_slow])
hypothesis.load_profile("any machine")

pytest.register_assert_rewrite("tests.browser", "tests.world")

from tests.browser import chromium, desk, phone, tablet, visit  # noqa: E402, F401
from tests.world import world_folder, world_server  # noqa: E402, F401

# The quickest answers first: what needs no database, the database, pages, a browser, and load at the end.
_ORDER = (
    ("house", "rule", "word", "procedure", "clock", "parameter"),
    ("command", "quer", "model", "event"),
    ("",),
    ("web", "rest", "page", "api", "figures", "matrix"),
    ("stories",),
)
_MARKERS = {"browser": 10, "slow": 11, "load": 12}


def _rank(item: pytest.Item) -> int:
    marked = [rank for name, rank in _MARKERS.items() if item.get_closest_marker(name)]
    if marked:
        return max(marked)
    where = item.nodeid.split("::")[0].removeprefix("tests/")
    named = [rank for rank, words in enumerate(_ORDER) for word in words if word and word in where]
    return min(named) if named else _ORDER.index(("",))


@pytest.fixture(autouse=True)
def search_is_emptied_where_a_test_really_wrote(request: pytest.FixtureRequest) -> Iterator[None]:
    """The index of words is no table of Django's: what a test committed there would meet the next test's ids."""
    yield
    marker = request.node.get_closest_marker("django_db")
    if marker is not None and marker.kwargs.get("transaction"):
        empty = {"sqlite": "INSERT INTO matters_search (matters_search) VALUES ('delete-all')"}
        with connection.cursor() as cursor:
            cursor.execute(empty.get(connection.vendor, "TRUNCATE matters_search"))


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Sort by rank, keeping the order inside a rank; load tests share one process, never two at once."""
    for item in items:
        if item.get_closest_marker("load"):
            item.add_marker(pytest.mark.xdist_group("load"))
    items.sort(key=_rank)


def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    """A run in which no test was executed has shown nothing: it ends like one that found none."""
    if hasattr(session.config, "workerinput") or session.config.option.collectonly or exitstatus != 0:
        return
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if reporter is not None and not reporter.stats.get("passed"):
        session.exitstatus = pytest.ExitCode.NO_TESTS_COLLECTED
