"""Workers' pages about persons: nobody's dossier, names masked, each look with its purpose."""

from __future__ import annotations

from typing import Any

from django.db.models import Prefetch
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST
from segno import make_qr

from jinlin.base.access import staff
from jinlin.base.rule import Reason, Refused
from jinlin.people.commands import answer_request, find_people, look, print_letters
from jinlin.people.commands.looks import neighbours, read_matter
from jinlin.people.masks import mask_name, mask_phone
from jinlin.people.models import DataRequest, Household, Member, Person
from jinlin.people.rules import NEIGHBOURHOOD_ROLES
from jinlin.places.public import Place, above, under

HOUSEHOLDS_A_PAGE = 60
LETTERS_AT_ONCE = 200
neighbourhood = staff(*sorted(NEIGHBOURHOOD_ROLES))


def _place_of(request: HttpRequest, code: str) -> Place:
    """The place, if the actor holds a seat of the neighbourhood over it; otherwise as if it did not exist."""
    place = get_object_or_404(Place, code=code)
    for seat in request.actor.seats:  # type: ignore[attr-defined]
        if seat.role in NEIGHBOURHOOD_ROLES and (seat.covers(place.path) or seat.place == place.grid_id):
            return place
    raise Http404


def _after(request: HttpRequest) -> int:
    given = request.GET.get("after", "")
    return int(given) if given.isascii() and given.isdigit() and len(given) < 19 else 0


@neighbourhood
def households(request: HttpRequest, code: str) -> HttpResponse:
    """Households of a place with masked names; only for the workers of that place."""
    place = _place_of(request, code)
    members = Member.objects.filter(until_on__isnull=True).select_related("person").order_by("id")
    found = list(
        Household.objects.filter(
            under(place.path, "dwelling__path"), until_on__isnull=True, pk__gt=_after(request)
        )
        .select_related("dwelling__parent")
        .prefetch_related(Prefetch("members", members))
        .order_by("id")[: HOUSEHOLDS_A_PAGE + 1]
    )
    rows = [
        {
            "household": one,
            "members": [(m.person_id, mask_name(m.person.name) or _("未留姓名"), m.get_tie_display()) for m in one.members.all()],
        }
        for one in found[:HOUSEHOLDS_A_PAGE]
    ]  # fmt: skip
    more = found[HOUSEHOLDS_A_PAGE - 1].pk if len(found) > HOUSEHOLDS_A_PAGE else None
    context = {"place": place, "above": list(above(place.path)), "rows": rows, "more": more}
    return render(request, "people/households.html", context)


@neighbourhood
@require_POST
@never_cache
def person_look(request: HttpRequest, pk: int) -> HttpResponse:
    """Unmask one person with a purpose; the look is recorded and the person told."""
    person = neighbours(request.actor).filter(pk=pk).first()  # type: ignore[attr-defined]
    if person is None:
        raise Http404
    return _shown(request, person, matter=None)


def _shown(request: HttpRequest, person: Person, matter: int | None) -> HttpResponse:
    masked = {"name": mask_name(person.name) or _("未留姓名"), "phone": mask_phone(person.phone)}
    try:
        values = look(by=request.actor, person=person, purpose=request.POST.get("purpose", ""), matter=matter)  # type: ignore[attr-defined]
    except Refused as refusal:
        context = {"person": person, "shown": masked, "fault": refusal.reason.words, "open": False}
        return render(request, "people/person_look.html", context, status=422)
    return render(request, "people/person_look.html", {"person": person, "shown": values, "open": True})


@staff()
@never_cache
def find(request: HttpRequest) -> HttpResponse:
    """Find a person for a matter at hand: purpose, number of the matter, whole number or full name; at most 20 a day."""
    context: dict[str, Any] = {"given": request.POST, "found": None, "faults": ()}
    if request.method == "POST":
        matter = read_matter(request.POST.get("matter", ""))
        try:
            context["found"] = find_people(
                words=request.POST.get("words", ""),
                by=request.actor,  # type: ignore[attr-defined]
                purpose=request.POST.get("purpose", ""),
                matter=matter,
            )
        except Refused as refusal:
            context["faults"] = [reason.words for reason in refusal.reasons]
    return render(request, "people/find.html", context, status=422 if context["faults"] else 200)


@staff()
@require_POST
@never_cache
def found_look(request: HttpRequest, pk: int) -> HttpResponse:
    """Unmask one person of a search, for the matter for which it was made."""
    matter = read_matter(request.POST.get("matter", ""))
    person = Person.objects.filter(
        pk=pk, looks__account_id=request.user.pk, looks__matter_id=matter or -1
    ).first()
    if person is None:
        raise Http404
    return _shown(request, person, matter)


@neighbourhood
@require_POST
@never_cache
def letters(request: HttpRequest, code: str) -> HttpResponse:
    """Letters of a building's households with a code and its picture; printing makes earlier letters void."""
    place = _place_of(request, code)
    if place.level not in ("building", "stairwell", "dwelling"):
        raise Http404
    found = list(
        Household.objects.filter(under(place.path, "dwelling__path"), until_on__isnull=True)
        .select_related("dwelling__parent__parent__parent")
        .order_by("dwelling__path")[: LETTERS_AT_ONCE + 1]
    )
    if len(found) > LETTERS_AT_ONCE:
        reason = Reason("too_many", _too_many())
        return render(
            request, "people/letters_refused.html", {"fault": reason.words, "place": place}, status=422
        )
    codes = print_letters(households=found)
    address = request.build_absolute_uri("/sign-in/letter")
    picture = make_qr(address, error="m").svg_data_uri(scale=4, border=2) if found else ""
    sheets = [{"door": _door(one.dwelling), "code": codes[one.pk]} for one in found]
    context = {"place": place, "sheets": sheets, "address": address, "picture": picture}
    return render(request, "people/letters.html", context)


def _door(dwelling: Place) -> str:
    """The dwelling as an envelope names it, from the estate down."""
    names, at = [dwelling.name], dwelling.parent
    while at is not None and at.level in ("estate", "building", "stairwell"):
        names.append(at.name)
        at = at.parent if at.level != "estate" else None
    return " ".join(reversed(names))


def _too_many() -> Any:
    from jinlin.base.words import Words

    return Words(
        f"一次最多打印 {LETTERS_AT_ONCE} 封，请按单元打印", f"At most {LETTERS_AT_ONCE} letters at once"
    )


@staff("community_worker", "community_secretary")
def requests(request: HttpRequest) -> HttpResponse:
    """What residents of the own communities asked about their data, open first; answered with a reason."""
    fault = ""
    near = neighbours(request.actor)  # type: ignore[attr-defined]
    mine = DataRequest.objects.filter(person__in=near).select_related("person")
    if request.method == "POST":
        given = request.POST.get("request", "")
        row = mine.filter(pk=int(given)).first() if given.isascii() and given.isdigit() else None
        if row is None:
            raise Http404
        try:
            answer_request(request=row.pk, answer=request.POST.get("answer", ""), by=request.actor)  # type: ignore[attr-defined]
        except Refused as refusal:
            fault = str(refusal.reason.words)
        else:
            return redirect("data_requests")
    rows = list(mine.filter(done_at__isnull=True).order_by("made_at")[:50])
    context = {"rows": [(row, mask_name(row.person.name) or _("未留姓名")) for row in rows], "fault": fault}
    return render(request, "people/data_requests.html", context, status=422 if fault else 200)
