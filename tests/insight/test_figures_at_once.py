"""Many who look at a place's numbers at once wait for one count."""

import threading

import pytest
from django.core.cache import cache
from django.db import connection
from django.utils import timezone

from jinlin.base import figures, nodes, periods
from jinlin.insight.web.public_pages import _numbers
from tests.cast import build

pytestmark = pytest.mark.django_db(transaction=True)


def test_four_who_open_a_places_numbers_at_once_are_answered_by_one_count(settings):
    settings.FIGURES_KEPT_SECONDS = 60
    cache.clear()
    build()
    today = timezone.localdate()
    node, years = nodes.find("E0001"), [periods.year_of(today, today=today)]
    gate, found = threading.Barrier(4), []

    def look():
        try:
            gate.wait()
            found.append(_numbers([figures.figure("matters.told")], node, years))
        finally:
            connection.close()

    threads = [threading.Thread(target=look) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    cache.clear()
    assert len({at for at, _, _ in found}) == 1
    assert len(found) == 4
