"""What every page shares: error pages in plain words, languages, nothing from outside, default refusal."""

import pytest
from django.urls import get_resolver
from django.utils import translation

from jinlin.base.access import access_of
from jinlin.base.words import Words, traditional
from tests.cast import build
from tests.people.pages import sign_in

pytestmark = pytest.mark.django_db


def test_a_page_that_is_not_there_says_so_in_plain_words_and_shows_the_way(client):
    answer = client.get("/nothing-here")
    assert answer.status_code == 404
    body = answer.content.decode()
    assert "没有这一页" in body and "回首页" in body and "Traceback" not in body


def test_a_form_without_its_token_is_refused_and_says_that_nothing_is_lost():
    from django.test import Client

    answer = Client(enforce_csrf_checks=True).post("/tell/", {"text": "灯坏了"})
    assert answer.status_code == 403
    assert "再交一次" in answer.content.decode()
    assert "灯坏了" not in answer.content.decode(), "a stranger's page could have written it"


def test_a_page_that_stood_open_too_long_holds_what_was_written_and_never_a_password():
    from django.test import Client

    client, typed = Client(enforce_csrf_checks=True), {"text": "\n灯坏了<b>", "phone": "13900000001"}
    page = client.post("/tell/?place=x", typed, headers={"origin": "http://testserver"}).content.decode()
    assert '<textarea name="text" hidden>&#10;\n灯坏了&lt;b&gt;</textarea>' in page
    assert "13900000001" in page
    elsewhere = client.post("/tell/", typed, headers={"origin": "http://elsewhere.example"})
    assert elsewhere.status_code == 403
    assert "灯坏了" not in elsewhere.content.decode()
    for way in ("/accounts/login/", "/invitation/anything/", "/tell/"):
        door = client.post(
            way,
            {"login": "x", "password": "geheim-7", "again": "geheim-7"},
            headers={"origin": "http://testserver"},
        )
        assert door.status_code in (403, 404)
        assert "geheim-7" not in door.content.decode()
        assert door.status_code == 404 or "no-store" in door["Cache-Control"]


def test_whoever_sends_after_the_sign_in_ended_is_told_so_at_the_door(client):
    for way, door in (("/matters/new", "/accounts/login/"), ("/me/settings", "/sign-in/")):
        lost = client.post(way, {"text": "灯坏了"})
        assert lost["Location"].startswith(f"{door}?next={way}")
        assert "刚才那一页没有交上去" in client.get(lost["Location"]).content.decode()
        assert "刚才那一页没有交上去" not in client.get(client.get(way)["Location"]).content.decode()


@pytest.mark.parametrize(
    ("language", "words"), [("zh-hans", "我要反映"), ("zh-hant", "我要反映"), ("en", 'lang="en"')]
)
def test_a_page_speaks_the_chosen_language(client, language, words):
    client.post("/language/", {"language": language, "next": "/tell/"})
    assert words in client.get("/tell/").content.decode()


def test_words_turn_into_traditional_chinese():
    assert traditional("网格员办理中") == "網格員辦理中"
    with translation.override("zh-hans"):
        assert str(Words("办结", "closed")) == "办结"
    with translation.override("en"):
        assert str(Words("办结", "closed")) == "closed"


def test_every_address_declares_who_may_open_it():
    def walk(patterns, path=""):
        for one in patterns:
            if hasattr(one, "url_patterns"):
                yield from walk(one.url_patterns, path + str(one.pattern))
            else:
                yield path + str(one.pattern), one.callback

    missing = [
        path
        for path, view in walk(get_resolver().url_patterns)
        if access_of(view) is None and "allauth" not in view.__module__
    ]
    assert missing == []


def test_private_pages_are_never_kept_by_the_browser_and_headers_hold(client):
    world = build()
    answer = sign_in(client, world.accounts["worker"]).get("/today/")
    assert "no-store" in answer["Cache-Control"]
    policy = answer["Content-Security-Policy"]
    assert "unsafe" not in policy and "frame-ancestors 'none'" in policy and "object-src 'none'" in policy
    assert answer["X-Content-Type-Options"] == "nosniff" and answer["Referrer-Policy"] == "same-origin"
