"""The API of report-in: lists, the catalogue of posts, marks, an employer's year; steps come from the declarations."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from ninja import Schema

from jinlin.base.repeat import once
from jinlin.base.rest import ANSWERS, add_subject, api, asker, key_of
from jinlin.organisations.members import commands, queries
from jinlin.organisations.members.desk import (
    COMMITMENT_SUBJECT,
    REPORT_SUBJECT,
    SERVICE_SUBJECT,
    found_commitment,
    shown_commitment,
    shown_report,
)
from jinlin.organisations.members.posts import posts
from jinlin.organisations.members.standing import employers, keeps, kept
from jinlin.organisations.models import Organisation
from jinlin.places.public import Place


@api.get("/posts", summary="岗位 · Posts")
def catalogue(request: HttpRequest) -> Any:
    """The posts that members take; ``most`` is how many hold one at once in a branch, 0 without bound."""
    return [
        {"code": one.code, "zh": one.words.zh, "en": one.words.en, "what": one.what, "most": one.most}
        for one in posts().values()
    ]


def _branch(request: HttpRequest, code: str) -> Organisation:
    row = kept(asker(request)).select_related("place").filter(code=code).first()
    if row is None or not keeps(asker(request), row):
        raise Organisation.DoesNotExist
    return row


@api.get("/report-ins", response={200: Any, **ANSWERS}, summary="报到名单 · Report-ins")
def report_ins(
    request: HttpRequest,
    branch: str = "",
    state: str = "",
    kind: str = "",
    q: str = "",
    sort: str = "",
    page: str = "1",
) -> Any:
    """Of a branch that the asker keeps; without ``branch`` the asker's own."""
    by = asker(request)
    if not branch:
        return [
            {"ref": str(one.pk), "state": one.state, **shown_report(one, by)}
            for one in queries.own_reports(by.person)[:20]
        ]
    asked = queries.Asked.read({"state": state, "kind": kind, "q": q, "sort": sort, "page": page})
    start = (asked.page - 1) * queries.PAGE
    rows = queries.branch_rows(_branch(request, branch), asked)[start : start + queries.PAGE]
    return [
        {
            "ref": str(one.pk), "name": row["name"], "state": one.state, "kind": one.kind, "employer": row["employer"],
            "posts": [held.post for held in one.now], "reported_on": one.reported_on, "confirmed_on": one.confirmed_on,
        }
        for one in rows if (row := queries.as_row(one))
    ]  # fmt: skip


class InviteIn(Schema):
    """Somebody to invite."""

    branch: str
    name: str
    phone: str = ""
    kind: str = "serving"
    employer_name: str = ""


@api.post("/report-ins", response={201: Any, **ANSWERS}, summary="邀请一位党员报到 · Invite a member")
def invite(request: HttpRequest, body: InviteIn) -> Any:
    """The branch invites a member by name. Repeat safely with ``Idempotency-Key``."""
    by, branch = asker(request), _branch(request, body.branch)

    def act() -> tuple[int, dict[str, Any]]:
        made = commands.invite(
            organisation=branch,
            name=body.name,
            phone=body.phone,
            kind=body.kind,
            employer_name=body.employer_name,
            by=by,
        )
        return 201, {"ref": str(made.pk), "state": made.state}

    status, answer, _ = once(
        scope=f"api:{by.account}:invite", key=key_of(request), content=body.dict(), act=act
    )
    return api.create_response(request, answer, status=status)


@api.get("/commitments", response={200: Any, **ANSWERS}, summary="公开承诺 · Commitments")
def commitments(request: HttpRequest, place: str) -> Any:
    """The public commitments at an estate or community, the next due first."""
    found = Place.objects.get(code=place)
    rows = queries.public_commitments(found)[:200]
    by = asker(request)
    return [{"ref": str(one.pk), "state": one.state, **shown_commitment(one, by)} for one in rows]


class MarkIn(Schema):
    """A resident's word on a commitment."""

    kept: bool


@api.post(
    "/commitments/{ref}/marks", response={200: Any, **ANSWERS}, summary="评一个承诺 · Mark a commitment"
)
def mark(request: HttpRequest, ref: int, body: MarkIn) -> Any:
    """A resident of the place says whether it was kept: one mark an account, the last one counts."""
    row = found_commitment(str(ref), asker(request))
    commands.mark(commitment=row.pk, kept=body.kept, by=asker(request))
    return {"ref": str(row.pk), "marks": queries.marks_of([row.pk]).get(row.pk)}


class YearIn(Schema):
    """Which year of one's own people, and what for."""

    year: int = 0
    purpose: str


@api.post("/employer-year", response={200: Any, **ANSWERS}, summary="本单位党员的一年 · An employer's year")
def year(request: HttpRequest, body: YearIn) -> Any:
    """Of those who agreed; each reads who looked, when and what for. Never ordered by service."""
    by = asker(request)
    if not employers(by):
        raise Organisation.DoesNotExist
    found = queries.employer_year(by, body.year or timezone.localdate().year)
    people = [row.report_in.person_id for row in found.rows if row.report_in.person_id]
    commands.note_looks(people=people, by=by, purpose=body.purpose)
    return {
        "year": found.year, "silent": found.silent,
        "people": [
            {
                "name": row.report_in.person.name if row.report_in.person else "", "branch": row.report_in.organisation.name,
                "posts": list(row.posts), "minutes": row.minutes, "times": row.times,
            }
            for row in found.rows
        ],
    }  # fmt: skip


for _subject in (REPORT_SUBJECT, SERVICE_SUBJECT, COMMITMENT_SUBJECT):
    add_subject(_subject)
