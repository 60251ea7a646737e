"""What the two sides see: their proposals and projects, the chair's list, the three lists of a community; the forms."""

from __future__ import annotations

import datetime as dt
import tempfile
from pathlib import Path
from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from jinlin.base.access import staff
from jinlin.base.files import download_header
from jinlin.base.given import Field
from jinlin.base.reviewed import Sheet, answer
from jinlin.base.rule import Refused
from jinlin.base.spreadsheets import Heading, write_csv
from jinlin.base.words import Words
from jinlin.organisations.public import Institution
from jinlin.places.public import Place, above
from jinlin.volunteering.claims import commands, words
from jinlin.volunteering.claims.procedure import PROJECT, PROPOSAL, TERMS
from jinlin.volunteering.claims.queries import chair_list, communities_of, place_relations, reach, three_lists
from jinlin.volunteering.models.claims import ClaimProject, Need, Proposal, Resource

PAGE = 50
SHOWS = (
    ("", Words("提议", "Proposals")), ("chair", Words("满 14 天没答复（交召集人）", "The chair's list")), ("projects", Words("项目", "Projects")),
)  # fmt: skip


@staff()
@require_safe
def claims_desk(request: HttpRequest) -> HttpResponse:
    """Proposals and projects of the actor's side, or below their supervision; the chair's list of what nobody answered."""
    actor = request.actor  # type: ignore[attr-defined]
    given = {name: request.GET.get(name, "").strip()[:40] for name in ("show", "stands", "sort")}
    now = timezone.now()
    if given["show"] == "projects":
        rows: Any = ClaimProject.objects.filter(reach(actor)).select_related("community", "institution")
        rows, procedure = rows.order_by("-agreed_at" if given["sort"] == "new" else "to_on", "pk"), PROJECT
    else:
        rows = chair_list(actor, now) if given["show"] == "chair" else Proposal.objects.filter(reach(actor))
        rows = rows.select_related("community", "institution", "need", "resource")
        rows, procedure = (
            rows.order_by("-proposed_at" if given["sort"] == "new" else "proposed_at", "pk"),
            PROPOSAL,
        )
    if given["stands"] in {one.code for one in procedure.states}:
        rows = rows.filter(state=given["stands"])
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    link = "claim_project" if procedure is PROJECT else "claim_proposal"
    context = {
        "page": page, "rows": [(one, procedure.state(one.state), reverse(link, args=[one.pk]), _age(one, now), words.SIDES.get(getattr(one, "waits_for", "") if one.state == "proposed" else "")) for one in page],
        "states": procedure.states, "given": given, "shows": SHOWS, "asked": "&".join(f"{name}={value}" for name, value in given.items()),
        "works": bool(communities_of(actor)), "clerk": bool(actor.institutions),
    }  # fmt: skip
    return render(request, "claims/desk.html", context)


def _age(one: Proposal | ClaimProject, now: dt.datetime) -> int:
    return (now - (one.proposed_at if isinstance(one, Proposal) else one.agreed_at)).days


def _community(request: HttpRequest) -> tuple[Place, list[Place]]:
    actor = request.actor  # type: ignore[attr-defined]
    mine = [one for one in communities_of(actor) if one.level == "community"]
    if not mine:
        mine = [
            one for seat in actor.seats if seat.path for one in above(seat.path) if one.level == "community"
        ]
    chosen = next((one for one in mine if one.code == request.GET.get("place")), mine[0] if mine else None)
    if chosen is None and request.GET.get("place"):
        place = get_object_or_404(Place, code=request.GET["place"], level="community")
        if place_relations(actor, place):
            return place, mine
    if chosen is None:
        raise Http404
    return chosen, mine


@staff()
@require_safe
def claims_lists(request: HttpRequest) -> HttpResponse:
    """The three lists of a community for the joint meeting: needs by lead unit and age, what people say, resources. Prints on A4."""
    place, mine = _community(request)
    found = three_lists(place, timezone.localdate())
    return render(
        request, "claims/lists.html", {"place": place, "mine": mine, "today": timezone.localdate(), **found}
    )


@staff()
@require_safe
def claims_export(request: HttpRequest) -> HttpResponse:
    """The three lists as one CSV."""
    place, _ = _community(request)
    found = three_lists(place, timezone.localdate())
    rows: list[list[Any]] = []
    for name, pairs in (("需求", found["needs"]), ("民情", found["opinions"]), ("资源", found["resources"])):
        for one, days in pairs:
            lead = (
                one.lead.name
                if isinstance(one, Need) and one.lead
                else one.institution.name
                if isinstance(one, Resource)
                else ""
            )
            rows.append(
                [
                    name,
                    one.title,
                    words.label(words.KINDS, one.kind).zh,
                    one.place.name,
                    lead,
                    one.amount or "",
                    words.label(words.UNITS, one.unit).zh,
                    days,
                ]
            )
    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder) / "out.csv"
        write_csv(
            target,
            [
                Heading(name)
                for name in ("清单", "名称", "类别", "地点", "牵头或提供单位", "多少", "单位", "已列几天")
            ],
            rows,
        )
        body = target.read_bytes()
    answer = HttpResponse(body, content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = download_header(
        f"三张清单-{place.name}-{timezone.localdate():%Y%m%d}.csv"
    )
    answer["Cache-Control"] = "private, no-store"
    return answer


NEED_FIELDS = (
    Field("sort", "choice", Words("列到哪张清单", "Which list"), choices=words.SORTS),
    Field("title", "text", Words("一句话说清", "In one line"), limit=60),
    Field(
        "text",
        "long_text",
        Words("具体情况（不写姓名门牌）", "Details, without names"),
        required=False,
        limit=400,
    ),
    Field("kind", "choice", Words("需要哪一类", "Of which kind"), choices=words.KINDS),
    Field("place", "place", Words("在哪里", "Where")),
    Field("origin", "choice", Words("从哪里知道的", "How it came"), choices=words.ORIGINS),
    Field(
        "people", "integer", Words("大约惠及多少人", "About how many people"), required=False, limit=1_000_000
    ),
    Field("amount", "integer", Words("需要多少", "How much"), required=False, limit=1_000_000),
    Field("unit", "choice", Words("按什么算", "In which unit"), choices=words.UNITS),
    Field("from_on", "date", Words("最好从哪天", "From"), required=False),
    Field("to_on", "date", Words("到哪天", "Until"), required=False),
)


@staff()
def claim_need_new(request: HttpRequest) -> HttpResponse:
    """A need, or what people say, enters the list."""
    actor = request.actor  # type: ignore[attr-defined]
    places = {one.pk: one for one in communities_of(actor)}
    if not places:
        raise Http404

    def write(values: dict[str, Any]) -> str:
        place = places.get(values.pop("place"))
        if place is None:
            raise Http404
        facts = {name: value for name, value in values.items() if value is not None}
        return reverse("claim_need", args=[commands.list_need(place=place, by=actor, **facts).pk])

    sheet = Sheet(
        code="claim-need", title=Words("列一个需求或民情", "List a need"), button=Words("列进清单", "List it"), fields=NEED_FIELDS, back=reverse("claims_desk"),
        write=lambda values: write(dict(values)), options={"place": [(one.pk, one.name) for one in places.values()]}, known={"sort": "need", "unit": "times", "origin": "visit"},
    )  # fmt: skip
    return answer(request, sheet)


RESOURCE_FIELDS = (
    Field("institution", "institution", Words("哪个单位", "Which institution")),
    Field("title", "text", Words("我们能给什么", "What we can give"), limit=60),
    Field("text", "long_text", Words("具体说明", "Details"), required=False, limit=400),
    Field("kind", "choice", Words("哪一类", "Of which kind"), choices=words.KINDS),
    Field("place", "place", Words("给哪里的居民", "For whom")),
    Field(
        "amount",
        "integer",
        Words("一共多少（不限就空着）", "How much in all, empty without a limit"),
        required=False,
        limit=1_000_000,
    ),
    Field("unit", "choice", Words("按什么算", "In which unit"), choices=words.UNITS),
    Field(
        "windows", "text", Words("什么时候可以（如每周六上午）", "At which times"), required=False, limit=120
    ),
    Field("conditions", "text", Words("有什么条件", "Conditions"), required=False, limit=200),
    Field("from_on", "date", Words("从哪天", "From")),
    Field("to_on", "date", Words("到哪天（长期就空着）", "Until, empty for good"), required=False),
)


@staff()
def claim_resource_new(request: HttpRequest) -> HttpResponse:
    """What an institution can give enters the list; its own clerk enters it, or the community's worker for it."""
    actor = request.actor  # type: ignore[attr-defined]
    places = {one.pk: one for one in communities_of(actor)}
    owners = list(
        Institution.objects.filter(pk__in=actor.institutions, ended_on__isnull=True).select_related("place")
    )
    if not owners and places:
        levels = Place.objects.filter(path__in={path for one in places.values() for path in _ways(one.path)})
        owners = list(
            Institution.objects.filter(place__in=levels, ended_on__isnull=True)
            .exclude(kind="community")
            .order_by("name")[:300]
        )
    for one in owners:
        if one.pk in actor.institutions:
            places |= {
                place.pk: place
                for place in Place.objects.filter(
                    path__startswith=one.place.path,
                    level__in=("district", "street", "community"),
                    valid_to__isnull=True,
                )[:200]
            }
            places |= {
                place.pk: place for place in above(one.place.path).filter(level__in=("street", "community"))
            }
    if not owners or not places:
        raise Http404

    def write(values: dict[str, Any]) -> str:
        owner = next((one for one in owners if one.pk == values["institution"]), None)
        place = places.get(values["place"])
        if owner is None or place is None:
            raise Http404
        facts = {
            name: value
            for name, value in values.items()
            if value is not None and name not in ("institution", "place")
        }
        return reverse(
            "claim_resource",
            args=[commands.list_resource(institution=owner, place=place, by=actor, **facts).pk],
        )

    known = {
        "unit": "times",
        "from_on": timezone.localdate().isoformat(),
        "institution": str(owners[0].pk) if len(owners) == 1 else "",
    }
    sheet = Sheet(
        code="claim-resource", title=Words("列一份资源", "List a resource"), button=Words("列进清单", "List it"), fields=RESOURCE_FIELDS, write=write,
        back=reverse("claims_desk"), known=known,
        options={"place": [(one.pk, one.name) for one in places.values()], "institution": [(one.pk, one.name) for one in owners]},
    )  # fmt: skip
    return answer(request, sheet)


def _ways(path: str) -> list[str]:
    parts = path.split("/")[:-1]
    return ["/".join(parts[: n + 1]) + "/" for n in range(len(parts))]


def _picked(request: HttpRequest, name: str, model: Any) -> Any:
    raw = request.GET.get(name, "")
    return (
        get_object_or_404(model.objects.select_related("place"), pk=int(raw))
        if raw.isdigit() and len(raw) < 12
        else None
    )


@staff()
def claim_propose(request: HttpRequest) -> HttpResponse:
    """One side proposes: an institution for a need, or a community for a resource. The other answers within seven days."""
    actor = request.actor  # type: ignore[attr-defined]
    need, resource = _picked(request, "need", Need), _picked(request, "resource", Resource)
    home = next((one for one in communities_of(actor) if one.level == "community"), None)
    try:
        side, community, institution = commands.sides(need=need, resource=resource, by=actor, community=home)
    except Refused:
        raise Http404 from None

    def write(values: dict[str, Any]) -> str:
        made = commands.propose(by=actor, values=values, need=need, resource=resource, community=home)
        return reverse("claim_proposal", args=[made.pk])

    today = timezone.localdate()
    known = {
        "amount": (need.amount if need else 0) or 1, "from_on": (need.from_on if need and need.from_on else today + dt.timedelta(days=7)).isoformat(),
        "to_on": (need.to_on if need and need.to_on else today + dt.timedelta(days=37)).isoformat(),
    }  # fmt: skip
    facts = [(Words("社区", "Community"), community.name), (Words("单位", "Institution"), institution.name)]
    facts += [(Words("需求", "Need"), need.title)] if need else []
    facts += (
        [
            (
                Words("资源", "Resource"),
                f"{resource.title}（{resource.amount or '不限'} {words.label(words.UNITS, resource.unit).zh}）",
            )
        ]
        if resource
        else []
    )
    sheet = Sheet(
        code="claim-propose", title=Words("提出认领", "Propose"), button=Words("发给对方", "Send it"), fields=TERMS, write=write, back=reverse("claims_wall"),
        known=known, facts=facts, note=Words("对方 7 天内答复；对方改了条件，要您再同意一次。", "The other side answers within seven days; what they change needs your acceptance again."),
    )  # fmt: skip
    return answer(request, sheet)
