"""A full disk and a clock that goes back: what was acknowledged is there once, what was refused is not there at all."""

from __future__ import annotations

import datetime as dt
import json

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from jinlin.base import trail
from jinlin.matters.models import Matter, Telling
from jinlin.people.public import issue_token
from tests.cast import build


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor != "sqlite", reason="a bound on the file of the embedded database")
def test_on_a_full_disk_tellings_are_refused_in_words_and_taken_again_when_there_is_room() -> None:
    world = build()
    client = Client(raise_request_exception=False)
    token = issue_token(account=world.accounts["resident"], audience="api")

    def tell(number: int) -> int:
        body = {"text": f"第 {number} 件：{'电梯又停了，' * 500}", "place": "E0001"}
        answer = client.post(
            "/api/v1/matters",
            json.dumps(body),
            content_type="application/json",
            HTTP_AUTHORIZATION=f"Bearer {token}",
        )
        said.append(answer.json())
        return answer.status_code

    said: list[dict] = []
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA page_count")
        pages = cursor.fetchone()[0]
        cursor.execute("PRAGMA max_page_count")
        before = cursor.fetchone()[0]
        cursor.execute(f"PRAGMA max_page_count = {pages + 4}")
    try:
        taken = [tell(number) for number in range(60)]
    finally:
        with connection.cursor() as cursor:
            cursor.execute(f"PRAGMA max_page_count = {before}")

    assert 503 in taken and set(taken) <= {201, 503}
    refused = said[taken.index(503)]
    assert refused["code"] == "not_now" and "不会重复登记" in refused["zh"]
    assert tell(99) == 201, "no restart is needed"
    acknowledged = {one["number"] for one in said if "number" in one}
    assert Matter.objects.count() == Telling.objects.count() == len(acknowledged)
    assert trail.verify(trail.heads())["faults"] == []


@pytest.mark.django_db
def test_a_clock_that_goes_back_an_hour_doubles_no_number_and_breaks_no_trail(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    world = build()
    first = world.tell(text="钟拨回以前的一件：电梯又停了")
    back = timezone.now() - dt.timedelta(hours=1)
    monkeypatch.setattr("django.utils.timezone.now", lambda: back)
    second = world.tell(text="钟拨回以后的一件：路灯不亮")

    assert first.number != second.number and Matter.objects.count() == 2
    assert trail.verify(trail.heads())["faults"] == []
