"""A chain turned into sign-ups, what those who came thought of it, and photos with the marks of consent."""

from __future__ import annotations

import secrets
from dataclasses import astuple, dataclass
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from jinlin.base.access import signed_in
from jinlin.base.actor import Actor
from jinlin.base.given import Field, clean_given, clean_text
from jinlin.base.repeat import once
from jinlin.base.rule import Refused
from jinlin.base.web.steps import found
from jinlin.base.words import Words
from jinlin.people.public import Person, initials, key_of, mask_name
from jinlin.volunteering.activities import chain, commands, queries
from jinlin.volunteering.activities.desk import ACTIVITY_SUBJECT, when_of
from jinlin.volunteering.activities.web.desk_pages import run_of
from jinlin.volunteering.activities.words import FACES, SHOWS
from jinlin.volunteering.models import Occurrence


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def activity_chain(request: HttpRequest, pk: int) -> HttpResponse:
    """Paste a chat group's chain, look, pick, sign up. The pasted text lives in the page alone; what is not picked is not kept."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    row = run_of(request, pk)
    if not queries.relations(row, actor) & {"organiser", "lead"}:
        raise Http404
    if request.method != "POST":
        return _chain_page(request, row, [])
    if "cut" in request.POST:
        links = chain.read_chain(request.POST.get("pasted", ""))
        return _chain_page(request, row, links, status=200 if links else 422, nothing=not links)
    picked = _picked(request)
    if not picked:
        return _chain_page(request, row, [], status=422, nothing=True)

    def act() -> tuple[int, dict[str, Any]]:
        outcomes = []
        known = commands.known_of(row, [(one.name, one.phone) for one in picked])
        for one in picked:
            manner = commands.Manner(tie="chain", note=one.note)
            outcomes += commands.sign_up(
                activity=row, people=[_person(row, one, known[one.name, one.phone])], by=actor, manner=manner
            )
            with_them = [
                _new(name) if one.who == NEW else commands.person_for(activity=row, name=name)
                for name in chain.companions(one.name, one.people)
            ]
            outcomes += commands.sign_up(
                activity=row, people=with_them, by=actor, manner=commands.Manner(tie="chain")
            )
        return 303, {
            "made": sum(1 for one in outcomes if one.sign_up),
            "not": [str(one.reason.code) for one in outcomes if one.reason],
        }

    try:
        _, answer, _ = once(
            scope=f"chain:{actor.account}:{row.pk}",
            key=request.POST.get("key", "")[:64],
            content=[astuple(one) for one in picked],
            act=act,
        )
    except Refused as refusal:
        return _chain_page(request, row, [], status=409, reasons=refusal.reasons)
    return HttpResponseRedirect(
        f"{reverse('activity_desk', args=[row.pk])}?done=chain&made={answer['made']}&left={len(answer['not'])}&why={'.'.join(sorted(set(answer['not'])))}"
    )


NEW = -1


@dataclass(frozen=True, slots=True)
class Picked:
    """A ticked line: name, whom the worker matched it with (0: by itself), how many come, the number given, the note."""

    name: str
    who: int
    people: int
    phone: str
    note: str


def _new(name: str, phone: str = "") -> Person:
    key = key_of(phone) if phone else ""
    return Person.objects.create(name=name, pinyin=initials(name), phone=phone, phone_key=key)


def _person(row: Occurrence, one: Picked, known: list[Person]) -> Person:
    if one.who == NEW:
        return _new(one.name, one.phone)
    return {each.pk: each for each in known}.get(one.who) or commands.person_for(
        activity=row, name=one.name, phone=one.phone
    )


def _picked(request: HttpRequest) -> list[Picked]:
    found_rows = []
    for number in request.POST.getlist("pick")[: chain.MOST]:
        if not number.isdigit() or len(number) > 4:
            continue
        name = " ".join(clean_text(request.POST.get(f"name-{number}", "")).split())[:30]
        who = request.POST.get(f"who-{number}", "0")
        people, phone = (request.POST.get(f"{field}-{number}", "") for field in ("people", "phone"))
        if name:
            found_rows.append(
                Picked(
                    name,
                    int(who) if who.lstrip("-").isdecimal() and len(who) < 18 else 0,
                    min(int(people), chain.MOST_IN_A_LINE) if people.isdecimal() and len(people) < 4 else 1,
                    phone if len(phone) == 11 and phone.isascii() and phone.isdecimal() else "",
                    clean_text(request.POST.get(f"note-{number}", ""))[:80],
                )
            )
    return found_rows


def _chain_page(
    request: HttpRequest,
    row: Occurrence,
    links: list[chain.Link],
    *,
    status: int = 200,
    nothing: bool = False,
    reasons: Any = (),
) -> HttpResponse:
    known = commands.known_of(row, [(link.name, link.phone) for link in links])
    times = queries.times_of(
        {one.pk for people in known.values() for one in people}, row.series.root_id or row.series_id
    )
    rows = []
    for place, link in enumerate(links):
        people = known[link.name, link.phone]
        choices = [(one.pk, f"{mask_name(one.name)} · {times.get(one.pk, 0)}") for one in people]
        rows.append({"place": place, "link": link, "choices": choices, "note": link.note})
    context = {"one": row, "when": when_of(row), "rows": rows, "nothing": nothing, "reasons": reasons, "key": secrets.token_hex(16), "shell": "base/desk.html" if request.actor.staff else "base/public.html"}  # type: ignore[attr-defined] # fmt: skip
    answer = render(request, "volunteering/activities/chain.html", context, status=status)
    answer["Cache-Control"] = "no-store, private"
    return answer


SAID = (
    Field("smile", "choice", Words("这次怎么样", "How was it"), choices=FACES),
    Field(
        "words",
        "long_text",
        Words("想说的（组织者看到，不写是谁）", "In words (the organiser reads them, without a name)"),
        required=False,
        limit=300,
    ),
)


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def activity_feedback(request: HttpRequest, pk: int) -> HttpResponse:
    """One of three faces and a few words, from those who were there; fewer than five are shown to nobody."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    row: Occurrence = found(ACTIVITY_SUBJECT, str(pk), actor)
    own = [one.pk for one in queries.family(actor.person)]
    who = row.attendances.filter(person__in=own).values_list("person", flat=True).first()
    if who is None or row.state not in queries.COUNTED:
        raise Http404
    mine = row.feedback.filter(person__in=own).first()
    known = {"smile": str(mine.smile), "words": mine.words} if mine else {}
    context: dict[str, Any] = {
        "one": row,
        "when": when_of(row),
        "fields": SAID,
        "typed": request.POST.dict() or known,
    }
    if request.method != "POST":
        return render(request, "volunteering/activities/feedback.html", context)
    values, faults = clean_given(SAID, request.POST.dict())
    if faults:
        return render(
            request, "volunteering/activities/feedback.html", context | {"faults": faults}, status=422
        )
    facts = {"smile": int(values["smile"]), "words": values["words"] or "", "at": timezone.now()}
    row.feedback.update_or_create(person_id=mine.person_id if mine else who, defaults=facts)
    return HttpResponseRedirect(f"{reverse('activity', args=[row.pk])}?done=said")


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def activity_photos(request: HttpRequest, pk: int) -> HttpResponse:
    """Mark what each photo shows; only where nobody is seen who did not agree, and no child, may it be public."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    row = run_of(request, pk)
    if "organiser" not in queries.relations(row, actor):
        raise Http404
    pictures = list(row.pictures.order_by("pk"))
    context = {
        "one": row,
        "when": when_of(row),
        "pictures": pictures,
        "shows": SHOWS,
        "shell": "base/desk.html" if actor.staff else "base/public.html",
    }
    if request.method != "POST":
        return render(request, "volunteering/activities/photos.html", context)
    marks = {
        one.pk: (request.POST.get(f"shows-{one.pk}", ""), f"public-{one.pk}" in request.POST)
        for one in pictures
    }
    against = commands.mark_photos(activity=row, marks=marks, by=actor)
    if against:
        return render(
            request,
            "volunteering/activities/photos.html",
            context | {"pictures": row.pictures.order_by("pk"), "reasons": against},
            status=409,
        )
    return HttpResponseRedirect(f"{reverse('activity_desk', args=[row.pk])}?done=photos")
