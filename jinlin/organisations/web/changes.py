"""Forms of organisations that change: name, parent, place, parts, mergers, further places, who shares them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from jinlin.base.actor import Actor
from jinlin.base.given import Field
from jinlin.base.reviewed import Sheet, answer
from jinlin.base.rule import Refused
from jinlin.base.words import Words
from jinlin.organisations import rules
from jinlin.organisations.commands import (
    cover,
    end_organisation,
    merge,
    move,
    rename,
    resite,
    share,
    split,
    uncover,
    unshare,
)
from jinlin.organisations.models import Institution, Organisation
from jinlin.organisations.standings import since
from jinlin.organisations.web.doors import keeps, street_keeper
from jinlin.places.public import Place, paths_above, under

MOST = 300
NAME = Field("name", "text", Words("名称", "Name"), limit=120)
ON = Field(
    "on", "date", Words("从哪天起", "From"),
    help=Words("这天以前的报表仍按原来的样子算", "Figures of earlier days stay as they were"),
)  # fmt: skip
KEPT = Words(
    "以前的名称、上级和地点都留着：去年的数还是去年的。",
    "Former names, parents and places are kept: last year's figures stay last year's.",
)
Options = list[tuple[Any, str]]


def kept(request: HttpRequest, code: str) -> Organisation:
    """A living organisation that the asker's seats keep; otherwise as if it did not exist."""
    rows = Organisation.objects.select_related("level__template", "place__parent", "parent__place")
    row = get_object_or_404(rows, code=code)
    if row.ended_on is not None or not keeps(request.actor, row.place.path):  # type: ignore[attr-defined]
        raise Http404
    return row


def _facts(row: Organisation) -> tuple[tuple[Words, str], ...]:
    return (
        (Words("组织", "Organisation"), row.name),
        (Words("这样子从", "So since"), since(row).isoformat()),
        (Words("上级", "Parent"), row.parent.name if row.parent else "—"),
        (Words("管哪里", "Covers"), row.place.name),
    )


def _form(
    request: HttpRequest, row: Organisation, *, code: str, title: Words, button: Words, fields: tuple[Field, ...],
    act: Callable[[dict[str, Any]], Organisation | None], options: dict[str, Options] | None = None,
    known: dict[str, Any] | None = None, note: Words = KEPT,
) -> HttpResponse:  # fmt: skip
    def write(values: dict[str, Any]) -> str:
        made = act(values)
        return reverse("organisation", args=[(made or row).code])

    sheet = Sheet(
        code=code, title=title.format(name=row.name), button=button, fields=fields, write=write, options=options or {},
        known={"on": timezone.localdate()} | (known or {}), facts=_facts(row), note=note,
        back=reverse("organisation", args=[row.code]),
    )  # fmt: skip
    return answer(request, sheet)


def _picked(values: dict[str, Any], name: str, options: Options, rows: type[Any]) -> Any:
    """The row picked among those offered; refused where it was not offered."""
    if values[name] not in {pk for pk, _ in options}:
        raise Refused(rules.WRONG_PARENT if rows is Organisation else rules.WRONG_LEVEL)
    return rows.objects.get(pk=values[name])


@street_keeper
def organisation_rename(request: HttpRequest, code: str) -> HttpResponse:
    """Give an organisation another name from a day on."""
    row, by = kept(request, code), request.actor  # type: ignore[attr-defined]

    def act(values: dict[str, Any]) -> None:
        rename(organisation=row, name=values["name"], on=values["on"], by=by)

    return _form(
        request, row, code="organisation-rename", title=Words("更名：{name}", "Rename {name}"), button=Words("更名", "Rename"),
        fields=(NAME, ON), act=act, known={"name": row.name},
    )  # fmt: skip


@street_keeper
def organisation_move(request: HttpRequest, code: str) -> HttpResponse:
    """Put an organisation under another parent from a day on."""
    row, by = kept(request, code), request.actor  # type: ignore[attr-defined]
    options = [(one.pk, one.name) for one in _parents(row)]
    if not options:
        messages.info(request, _("没有别的上级可以改到"))
        return HttpResponseRedirect(reverse("organisation", args=[row.code]))

    def act(values: dict[str, Any]) -> None:
        move(
            organisation=row, parent=_picked(values, "parent", options, Organisation), on=values["on"], by=by
        )

    return _form(
        request, row, code="organisation-move", title=Words("改隶：{name}", "Move {name}"), button=Words("改隶", "Move"),
        fields=(Field("parent", "account", Words("新的上级", "New parent")), ON), act=act, options={"parent": options},
    )  # fmt: skip


def _parents(row: Organisation) -> list[Organisation]:
    """Organisations of the level above, other than the present parent, that cover its place."""
    over = paths_above(row.place.path)
    rows = Organisation.objects.filter(
        level__template=row.level.template, level__rank=row.level.rank - 1, level__ended_on__isnull=True,
        ended_on__isnull=True,
    ).exclude(pk=row.parent_id or -1)  # fmt: skip
    found = rows.filter(place__path__in=over) | rows.filter(place=row.place.grid_id or -1)
    found |= rows.filter(reaches__place__path__in=over, reaches__until_on__isnull=True)
    return list(found.distinct().order_by("place__path", "pk")[:MOST])


def _free_places(row: Organisation) -> Options:
    """Places of the level's kind under the parent where no organisation of the level stands."""
    near = row.place.parent or row.place
    over = row.parent.place.path if row.parent else near.path
    taken = Organisation.objects.filter(level=row.level, ended_on__isnull=True).values("place")
    rows = Place.objects.filter(under(over), level=row.level.covers, valid_to__isnull=True)
    return [(one.pk, one.name) for one in rows.exclude(pk__in=taken).order_by("path")[:MOST]]


@street_keeper
def organisation_resite(request: HttpRequest, code: str) -> HttpResponse:
    """Let an organisation cover another place from a day on."""
    row, by = kept(request, code), request.actor  # type: ignore[attr-defined]
    options = _free_places(row)

    def act(values: dict[str, Any]) -> None:
        resite(organisation=row, place=_picked(values, "place", options, Place), on=values["on"], by=by)

    return _form(
        request, row, code="organisation-resite", title=Words("换地点：{name}", "Another place for {name}"),
        button=Words("换地点", "Change it"), fields=(Field("place", "place", Words("改管哪里", "Covers from then on")), ON), act=act,
        options={"place": options},
    )  # fmt: skip


@street_keeper
def organisation_split(request: HttpRequest, code: str) -> HttpResponse:
    """Take a part out of an organisation as a new one at another place."""
    row, by = kept(request, code), request.actor  # type: ignore[attr-defined]
    options = _free_places(row)

    def act(values: dict[str, Any]) -> Organisation:
        place = _picked(values, "place", options, Place)
        return split(organisation=row, place=place, name=values["name"], on=values["on"], by=by)

    return _form(
        request, row, code="organisation-split", title=Words("拆分：{name}", "Split {name}"), button=Words("拆出新组织", "Split it"),
        fields=(Field("place", "place", Words("新组织管哪里", "The new one covers")), NAME, ON), act=act, options={"place": options},
        note=Words(
            "新组织和原来的同级、同一个上级；原组织继续运行。下面的组织如果在新组织管的地方，一起转过去。",
            "The new one has the same level and parent; the old one goes on. What lies below in its place goes along.",
        ),
    )  # fmt: skip


@street_keeper
def organisation_merge(request: HttpRequest, code: str) -> HttpResponse:
    """Let an organisation go into another of its level."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    row = kept(request, code)
    rows = Organisation.objects.filter(level=row.level, ended_on__isnull=True).exclude(pk=row.pk)
    near = rows.filter(parent=row.parent) if row.parent else rows
    options = [
        (one.pk, one.name) for one in near.select_related("place")[:MOST] if keeps(actor, one.place.path)
    ]

    def act(values: dict[str, Any]) -> Organisation:
        into = _picked(values, "into", options, Organisation)
        merge(organisation=row, into=into, on=values["on"], by=actor)
        return into

    return _form(
        request, row, code="organisation-merge", title=Words("合并：{name}", "Merge {name}"), button=Words("合并", "Merge"),
        fields=(Field("into", "account", Words("并入哪个", "Into which")), ON), act=act, options={"into": options},
        note=Words(
            "它管的地方以后由对方管，下面的组织一起转过去；它的岗位当天撤销，手上的事交接给接替的人或当地负责的人。",
            "The other covers its place from then on and takes what stands below; its seats end and open work is handed over.",
        ),
    )  # fmt: skip


@street_keeper
def organisation_end(request: HttpRequest, code: str) -> HttpResponse:
    """End an organisation that has none below it."""
    row, by = kept(request, code), request.actor  # type: ignore[attr-defined]

    def act(values: dict[str, Any]) -> None:
        end_organisation(organisation=row, on=values["on"], by=by)

    return _form(
        request, row, code="organisation-end", title=Words("撤销{name}", "End {name}"), button=Words("撤销", "End it"),
        fields=(Field("on", "date", Words("从哪天起撤销", "Ended from")),), act=act,
        note=Words(
            "它的岗位同一天撤销，任期结束，手上的事交接给接替的人或当地负责的人。",
            "Its seats end the same day, and open work is handed over.",
        ),
    )  # fmt: skip


@street_keeper
def organisation_cover(request: HttpRequest, code: str) -> HttpResponse:
    """Let an organisation cover a further place, or no longer cover one."""
    row, by = kept(request, code), request.actor  # type: ignore[attr-defined]
    now = {
        one.place_id: one.place.name
        for one in row.reaches.filter(until_on__isnull=True).select_related("place")
    }
    community = (
        row.place.parent.path
        if row.place.level in ("zone", "estate", "grid") and row.place.parent
        else row.place.path
    )
    rows = Place.objects.filter(
        under(community), level__in=("estate", "building", "zone", "grid"), valid_to__isnull=True
    ).exclude(pk=row.place_id)
    options: Options = [
        (
            one.pk,
            f"{one.name}（现在也管，选它就是不再管）" if one.pk in now else f"{one.parent.name} {one.name}",
        )
        for one in rows.select_related("parent").order_by("path")[:MOST]
    ]

    def act(values: dict[str, Any]) -> None:
        place: Place = _picked(values, "place", options, Place)
        if place.pk in now:
            uncover(organisation=row, place=place, on=values["on"], by=by)
        else:
            cover(organisation=row, place=place, from_on=values["on"], by=by)

    return _form(
        request, row, code="organisation-cover", title=Words("还管哪里：{name}", "Further places of {name}"),
        button=Words("保存", "Save"), fields=(Field("place", "place", Words("哪里", "Which place")), ON), act=act,
        options={"place": options},
        note=Words(
            "用于一个支部管几个小区，或片区包括哪些楼。算覆盖率时这些地方也算有组织。",
            "For one branch over several estates, or the buildings of a zone. Such places count as covered.",
        ),
    )  # fmt: skip


@street_keeper
def organisation_share(request: HttpRequest, code: str) -> HttpResponse:
    """Let an institution share an organisation with others, or leave it."""
    row, by = kept(request, code), request.actor  # type: ignore[attr-defined]
    now = set(row.sharings.filter(until_on__isnull=True).values_list("institution", flat=True))
    rows = Institution.objects.filter(place__path__in=paths_above(row.place.path), ended_on__isnull=True)
    options: Options = [
        (one.pk, f"{one.name}（现在合用，选它就是退出）" if one.pk in now else one.name)
        for one in rows.order_by("kind", "name")[:MOST]
    ]

    def act(values: dict[str, Any]) -> None:
        institution: Institution = _picked(values, "institution", options, Institution)
        if institution.pk in now:
            unshare(organisation=row, institution=institution, on=values["on"], by=by)
        else:
            share(organisation=row, institution=institution, from_on=values["on"], by=by)

    return _form(
        request, row, code="organisation-share", title=Words("哪些单位合用：{name}", "Who shares {name}"),
        button=Words("保存", "Save"), fields=(Field("institution", "institution", Words("单位", "Institution")), ON), act=act,
        options={"institution": options},
        note=Words(
            "几家单位合建一个支部时登记；一般不超过五家（这个数还没核实）。",
            "For several institutions in one branch; five at most as a rule (not verified).",
        ),
    )  # fmt: skip
