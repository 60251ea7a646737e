"""Telling: one page, thirty seconds, no account. What was typed is never lost, what was sent is recorded once."""

from __future__ import annotations

import datetime as dt
import hashlib
import secrets
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from jinlin.base.access import open_to_all
from jinlin.base.actor import Actor
from jinlin.base.address import client_address
from jinlin.base.models import Repeat, StoredFile
from jinlin.base.repeat import once
from jinlin.base.rule import Reason, Refused
from jinlin.base.tries import Allowance, spend
from jinlin.base.web.files import MOST_PHOTOS, keep_files
from jinlin.base.words import Words
from jinlin.matters import commands
from jinlin.matters.models import Category
from jinlin.matters.web import resident_reading as reading
from jinlin.matters.web.resident_device import recent_place, remember_place, remember_receipt, resident_of
from jinlin.matters.web.resident_home import place_context
from jinlin.places.public import Place

TELLINGS = Allowance("tell", 20, dt.timedelta(hours=1))
SAME_WITHIN = dt.timedelta(seconds=10)
NAME_LIMIT = 24
TYPED = ("text", "spot", "category", "name", "phone", "for_name", "lat_e6", "lon_e6", "place_q")

NO_NAME = Reason(
    "no_for_name",
    Words("请写上替谁反映，例如“我母亲 王秀兰”", "Write for whom you tell this, such as “my mother”"),
)
NEW_MATTER = Reason(
    "not_the_same",
    Words(
        "刚才那一件已经收到了。如果这是另一件事，请再按一次“提交”",
        "What you sent before has arrived. If this is another matter, press “Send” once more",
    ),
)
AGAIN = Reason(
    "not_twice",
    Words(
        "同样的话刚刚提交过。不用再交；如果真的要再交一次，请再按“提交”",
        "The same words were sent a moment ago. No need to send them again; to do so all the same, press “Send”",
    ),
)


class SentAlready(Exception):
    """The same words came from the same browser within ten seconds; ``answer`` is the receipt they got."""

    def __init__(self, answer: dict[str, Any]) -> None:
        super().__init__("sent already")
        self.answer = answer


@dataclass
class Draft:
    """The page as it was typed so far, with what is wrong beside each field."""

    typed: dict[str, str]
    place: Place | None = None
    part: Place | None = None
    found: list[Place] | None = None
    files: list[StoredFile] = field(default_factory=list)
    private: bool = False
    on_behalf: bool = False
    channel: str = "page"
    key: str = ""
    again: bool = False
    faults: dict[str, Reason] = field(default_factory=dict)
    earlier: str = ""


@open_to_all
@require_http_methods(["GET", "HEAD", "POST"])
def tell(request: HttpRequest) -> HttpResponse:
    """The page on which a resident tells something; also one step of it without script (finding a place)."""
    if request.method != "POST":
        return _page(request, _fresh(request))
    draft = _read(request)
    draft.files, fault = keep_files(request)
    if fault:
        draft.faults["files"] = fault
    if request.POST.get("act") == "find":
        draft.place, draft.part = None, None
        draft.found = reading.find_places(draft.typed["place_q"])
        return _page(request, draft)
    if request.POST.get("act") == "pick" or draft.faults:
        return _page(request, draft, 422 if draft.faults else 200)
    return _send(request, draft)


def _fresh(request: HttpRequest) -> Draft:
    asked = request.GET.get("place", "")
    place = reading.place_of(asked) or (None if asked else recent_place(request))
    draft = Draft(dict.fromkeys(TYPED, ""), key=secrets.token_hex(16))
    _stand_at(draft, place)
    draft.channel = "wall" if request.GET.get("channel") == "wall" and asked else "page"
    return draft


def _stand_at(draft: Draft, place: Place | None) -> None:
    """Stand at a place; a building is shown as a part of its estate, so that another one can be chosen."""
    if place is not None and place.level in ("building", "stairwell") and place.parent is not None:
        draft.place, draft.part = reading.place_of(place.parent.code), place
    else:
        draft.place = place if place is None or place.level != "district" else None


def _read(request: HttpRequest) -> Draft:
    posted = request.POST
    draft = Draft({name: posted.get(name, "") for name in TYPED})
    place = reading.place_of(posted.get("place", ""))
    part = reading.place_of(posted.get("part", ""))
    draft.place = place
    draft.part = part if part and place and part.path.startswith(place.path) and part.pk != place.pk else None
    draft.private, draft.on_behalf = "private" in posted, "on_behalf" in posted
    draft.channel = "wall" if posted.get("channel") == "wall" else "page"
    draft.key, draft.again = posted.get("key", "")[:64], posted.get("again") == "1"
    return draft


def _values(draft: Draft) -> dict[str, Any]:
    """What was typed, checked by the rules of every telling; faults go beside their fields."""
    typed = draft.typed
    place = draft.part or draft.place
    kind = Category.objects.filter(code=typed["category"], public=True).first() if typed["category"] else None
    raw = {
        "text": typed["text"], "place": place.pk if place else None, "spot": typed["spot"], "phone": typed["phone"],
        "name": typed["name"], "category": kind.pk if kind else None, "private": draft.private,
    }  # fmt: skip
    values, draft.faults = commands.check_telling(raw)
    for name in ("name", "for_name"):
        if len(typed[name].strip()) > NAME_LIMIT:
            draft.faults[name] = Reason(
                "too_long", Words(f"最多 {NAME_LIMIT} 个字", f"At most {NAME_LIMIT} characters")
            )
    if draft.on_behalf and not typed["for_name"].strip():
        draft.faults["for_name"] = NO_NAME
    if draft.on_behalf and not draft.faults:
        helper = values.get("name")
        values["name"] = typed["for_name"].strip() + (f"（{helper} 代）" if helper else "（代办）")
    values["lat_e6"], values["lon_e6"] = _position(typed["lat_e6"], typed["lon_e6"])
    values["files"] = [stored.pk for stored in draft.files]
    return values


def _position(lat: str, lon: str) -> tuple[int | None, int | None]:
    """A position in millionths of a degree (WGS 84); anything else counts as none, for it is never required."""
    try:
        north, east = int(lat[:12]), int(lon[:12])
    except ValueError:
        return None, None
    if not (-90_000_000 <= north <= 90_000_000 and -180_000_000 <= east <= 180_000_000):
        return None, None
    return north, east


def _send(request: HttpRequest, draft: Draft) -> HttpResponse:
    values = _values(draft)
    if draft.faults:
        return _page(request, draft, 422)
    by = resident_of(request)
    counted = None
    if not by.signed_in:
        counted = spend(TELLINGS, client_address(request))
        if counted is None:
            return too_often(request, draft.place)
    try:
        answer, repeated = _once(request, draft, values, by)
    except commands.NobodyInCharge:
        return _page(request, draft, 503, "nobody_in_charge")
    except SentAlready as sent:
        return _ask_again(request, draft, AGAIN, sent.answer, again=True)
    except Refused:
        earlier = Repeat.objects.filter(scope="tell", key=draft.key).first()
        return _ask_again(request, draft, NEW_MATTER, earlier.answer if earlier else {}, again=False)
    if repeated and counted:
        counted.give_back()
    remember_receipt(request, answer["telling"])
    there = reverse("follow", args=[answer["number"], answer["key"]]) + "?new=1"
    assert draft.place is not None
    return remember_place(HttpResponseRedirect(there), draft.place)


def _once(
    request: HttpRequest, draft: Draft, values: dict[str, Any], by: Actor
) -> tuple[dict[str, Any], bool]:
    """Record the telling once for the page's key; the photos are left out of what the key stands for."""
    content = {
        name: str(value) for name, value in values.items() if name not in ("files", "category", "place")
    }
    content["place"], content["category"] = values["place"].code, draft.typed["category"]
    same = _same_words(request, draft)
    told = commands.draft(
        values=values, channel=draft.channel, by=by, on_behalf=draft.on_behalf,
        person=by.person if by.signed_in else None,
    )  # fmt: skip

    def act() -> tuple[int, dict[str, Any]]:
        _refuse_same(same, draft.again)
        receipt = commands.record(told)
        answer = {"number": receipt.number, "key": receipt.key, "telling": receipt.telling}
        Repeat.objects.filter(scope="tell-same", key=same).update(answer=answer)
        return 303, answer

    _, answer, repeated = once(scope="tell", key=draft.key, content=content, act=act)
    return answer, repeated


def _same_words(request: HttpRequest, draft: Draft) -> str:
    """This browser and these words, as a digest."""
    browser = request.COOKIES.get(settings.CSRF_COOKIE_NAME) or client_address(request)
    place = draft.part or draft.place
    said = f"{browser}\n{place.pk if place else ''}\n{' '.join(draft.typed['text'].split())}"
    return hashlib.sha256(said.encode()).hexdigest()


def _refuse_same(same: str, again: bool) -> None:
    """Ask before the same words are recorded twice within ten seconds; of many at once exactly one gets through."""
    now = timezone.now()
    row, made = Repeat.objects.select_for_update().get_or_create(
        scope="tell-same", key=same, defaults={"digest": ""}
    )
    if not made and not again and now - row.at < SAME_WITHIN:
        raise SentAlready(row.answer)
    if not made:
        Repeat.objects.filter(pk=row.pk).update(at=now)


def _ask_again(
    request: HttpRequest, draft: Draft, why: Reason, answer: dict[str, Any], *, again: bool
) -> HttpResponse:
    """The page once more, with the words still there, the receipt of the earlier sending, and a new key."""
    draft.faults = {"": why}
    draft.key, draft.again = secrets.token_hex(16), again
    if answer:
        draft.earlier = reverse("follow", args=[answer["number"], answer["key"]])
    return _page(request, draft, 409)


def too_often(request: HttpRequest, place: Place | None) -> HttpResponse:
    """Too much came from one address: said in plain words, with the telephone as the other way."""
    context = place_context(place) if place else {}
    answer = render(request, "matters/public/too_often.html", context, status=429)
    answer["Retry-After"] = "3600"
    return answer


def _page(request: HttpRequest, draft: Draft, status: int = 200, trouble: str = "") -> HttpResponse:
    context: dict[str, Any] = place_context(draft.place) if draft.place else {}
    context |= {
        "draft": draft, "typed": draft.typed, "faults": draft.faults, "kinds": reading.public_kinds(),
        "parts": reading.children_of(draft.place) if draft.place else [], "trouble": trouble,
        "most_photos": MOST_PHOTOS,
    }  # fmt: skip
    return render(request, "matters/public/tell.html", context, status=status)
