"""The tree of places for workers: what lies in what, under which grid, who is in charge; add places and lay grids."""

from __future__ import annotations

import secrets
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, OuterRef, Q, Subquery
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import NoReverseMatch, resolve, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from jinlin.base.access import access_of, staff
from jinlin.base.actor import Actor
from jinlin.base.given import Choice, Field
from jinlin.base.panels import panels
from jinlin.base.repeat import once
from jinlin.base.reviewed import Sheet, answer
from jinlin.base.rule import Refused
from jinlin.base.words import Words
from jinlin.places import rules
from jinlin.places.commands import add_place, lay_grid
from jinlin.places.models import Place, RegisterCount
from jinlin.places.queries import above
from jinlin.places.sight import reaches, roots, sees
from jinlin.places.words import COUNT_WORDS, LEVEL_WORDS

PAGE = 100
LIVING = Q(valid_to__isnull=True)
NUMBERS = Words(
    "楼栋、单元、房号写数字就行，如 3、302",
    "For buildings, stairwells and doors a number will do, such as 3 or 302",
)
keeper = staff(*sorted(rules.KEEPERS))


def keeps(actor: Actor, path: str) -> bool:
    """Whether one of the actor's seats keeps places there."""
    return rules.may_keep(held=[(seat.role, seat.path) for seat in actor.seats], path=path) is None


@staff()
@require_safe
def place_tree(request: HttpRequest) -> HttpResponse:
    """The places of one's seats; with a single one its page."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    rows = list(Place.objects.filter(path__in=roots(actor)).order_by("path"))
    if not rows:
        raise Http404
    if len(rows) == 1:
        return _page(request, rows[0])
    return render(request, "places/roots.html", {"rows": [(one, LEVEL_WORDS[one.level]) for one in rows]})


@staff()
@require_safe
def place_tree_at(request: HttpRequest, code: str) -> HttpResponse:
    """One place: what lies right below with its counts, its grid, who is in charge, and where to go from here."""
    return _page(request, _found(request, code))


def _found(request: HttpRequest, code: str) -> Place:
    place = get_object_or_404(Place.objects.select_related("grid", "parent"), code=code)
    if not sees(request.actor, place.path):  # type: ignore[attr-defined]
        raise Http404
    return place


def _page(request: HttpRequest, place: Place) -> HttpResponse:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    inside = Place.objects.filter(LIVING, parent=place).select_related("grid")
    if place.level == "grid":
        inside = Place.objects.filter(LIVING, grid=place, level="estate").select_related("grid")
    if not reaches(actor, place.path):
        # On the way up only the branch that leads to the reader's own places is shown.
        inside = inside.filter(path__in=[path for root in roots(actor) for path in _ways(root)])
    rows = inside.annotate(below=_counted("parent"), covers=_counted("grid", level="estate")).order_by(
        "level", "sort", "code"
    )
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    request.place = place  # type: ignore[attr-defined]
    may = keeps(actor, place.path) and place.valid_to is None
    has_homes = place.level in ("community", "grid", "estate", "building", "stairwell")
    context: dict[str, Any] = {
        "place": place, "level": LEVEL_WORDS[place.level], "chain": list(above(place.path))[:-1], "page": page,
        "rows": [(one, LEVEL_WORDS[one.level], one.level in rules.GRIDDED) for one in page], "may": may,
        "may_add": may and place.level in rules.CHILDREN, "may_import": any(seat.role in rules.IMPORTERS for seat in actor.seats),
        "grids": _grids(place) if may and place.level in ("community", "estate") else [],
        "panels": panels("place_tree", request), "links": _links(request, place), "key": secrets.token_urlsafe(16),
        "has_homes": has_homes, "counts": newest_counts(place) if place.level in rules.COUNTED else [],
        "may_count": may and place.level in rules.COUNTED,
    }  # fmt: skip
    return render(request, "places/place.html", context)


def newest_counts(place: Place) -> list[tuple[Words, RegisterCount]]:
    """Of each kind the newest ledger count of a place, in the order of the kinds."""
    found: dict[str, RegisterCount] = {}
    for one in RegisterCount.objects.filter(place=place, on__lte=timezone.localdate()).order_by("on"):
        found[one.kind] = one
    return [(words, found[code]) for code, words in COUNT_WORDS.items() if code in found]


def _counted(relation: str, **more: str) -> Subquery:
    """How many living places lie right below each, or are estates under a grid."""
    inside = Place.objects.filter(LIVING, **{relation: OuterRef("pk")}, **more).order_by()
    return Subquery(inside.values(relation).annotate(n=Count("pk")).values("n"))


def _ways(root: str) -> list[str]:
    parts = root.split("/")[:-1]
    return ["/".join(parts[: n + 1]) + "/" for n in range(len(parts))]


def _grids(place: Place) -> list[Place]:
    parent = place.pk if place.level == "community" else place.parent_id
    return list(Place.objects.filter(LIVING, parent=parent, level="grid").order_by("sort", "code"))


_LINKS = (
    (
        "place",
        Words("居民看到的页面", "The residents' page"),
        lambda place: place.level not in ("province", "city", "dwelling"),
    ),
    (
        "place_qr",
        Words("墙上的二维码", "The code on its wall"),
        lambda place: place.level not in ("province", "city", "dwelling"),
    ),
    (
        "households",
        Words("住户", "Households"),
        lambda place: place.level in ("estate", "building", "stairwell", "dwelling"),
    ),
)


def _links(request: HttpRequest, place: Place) -> list[tuple[str, Words]]:
    """Pages of other parts about this place, as far as the reader may open them."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    found = []
    for name, words, fits in _LINKS:
        try:
            address = reverse(name, args=[place.code])
        except NoReverseMatch:
            continue
        access = access_of(resolve(address).func)
        is_open = access is not None and access.admits(actor)
        covered = name == "place" or any(
            seat.covers(place.path) or seat.place == place.grid_id for seat in actor.seats if seat.place
        )
        if is_open and covered and fits(place):
            found.append((address, words))
    return found


@keeper
def place_add(request: HttpRequest, code: str) -> HttpResponse:
    """Add an estate, grid, building, stairwell or dwelling below a place."""
    parent = _found(request, code)
    levels = rules.CHILDREN.get(parent.level, ())
    if not levels or not keeps(request.actor, parent.path):  # type: ignore[attr-defined]
        raise Http404
    grids = _grids(parent)
    fields = [
        Field(
            "level",
            "choice",
            Words("加什么", "What"),
            choices=tuple(Choice(one, LEVEL_WORDS[one]) for one in levels),
        ),
        Field(
            "name",
            "text",
            Words("名称", "Name"),
            limit=80,
            help=NUMBERS,
        ),
        Field("households", "integer", Words("户数", "Households"), required=False, limit=100_000, least=1),
    ]
    if "dwelling" in levels:
        fields.append(
            Field(
                "area",
                "integer",
                Words("面积（0.01 平方米）", "Area in 0.01 m²"),
                required=False,
                limit=10**9,
                least=1,
            )
        )
    if grids:
        fields.append(Field("grid", "place", Words("网格", "Grid"), required=False))

    def write(values: dict[str, Any]) -> str:
        grid = next((one for one in grids if one.pk == values.get("grid")), None)
        add_place(
            parent=parent, level=values["level"], name=values["name"], households=values["households"], area=values.get("area"),
            grid=grid, on=timezone.localdate(), by=request.actor,  # type: ignore[attr-defined]
        )  # fmt: skip
        return reverse("place_tree_at", args=[parent.code])

    sheet = Sheet(
        code="place-add", title=Words(f"在{parent.name}里加地点", f"Add a place in {parent.name}"), button=Words("加上", "Add it"),
        fields=tuple(fields), write=write, back=reverse("place_tree_at", args=[parent.code]),
        known={"level": levels[0] if len(levels) == 1 else ""}, options={"grid": [(one.pk, one.name) for one in grids]},
    )  # fmt: skip
    return answer(request, sheet)


@keeper
@require_POST
def place_grid(request: HttpRequest, code: str) -> HttpResponse:
    """Put the chosen estates or buildings under a grid, or under none; what lies in them follows."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    parent = _found(request, code)
    if not keeps(actor, parent.path):
        raise Http404
    chosen = [
        int(text)
        for text in request.POST.getlist("place")
        if text.isascii() and text.isdigit() and len(text) < 18
    ]
    places = list(Place.objects.filter(LIVING, pk__in=chosen, parent=parent))
    grid = next((one for one in _grids(parent) if str(one.pk) == request.POST.get("grid")), None)
    back = HttpResponseRedirect(reverse("place_tree_at", args=[parent.code]))
    if not places or (grid is None and request.POST.get("grid") != "none"):
        messages.error(request, _("请先勾选小区或楼栋，再选网格"))
        return back

    def act() -> tuple[int, dict[str, Any]]:
        return 200, {"changed": lay_grid(places=places, grid=grid, by=actor)}

    try:
        _status, done, _again = once(
            scope=f"place-grid:{actor.account}",
            key=request.POST.get("key", ""),
            content=[code, chosen, request.POST.get("grid")],
            act=act,
        )
    except Refused as refusal:
        messages.error(request, str(refusal.reason.words))
        return back
    messages.success(
        request,
        _("划好了，连里面的一共 %(n)s 处") % {"n": done["changed"]},
    )
    return back
