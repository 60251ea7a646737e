"""Lists of members as files: a branch's list and an employer's year, each by two people (``people.public`` keeps how)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from jinlin.base.actor import Actor
from jinlin.base.spreadsheets import Heading, Kind
from jinlin.base.words import Words
from jinlin.organisations.members import queries
from jinlin.organisations.members.queries import Asked
from jinlin.organisations.members.standing import accounts_of_branch, employers, is_superior, keeps
from jinlin.organisations.members.words import kind_words
from jinlin.organisations.models import Institution, Organisation
from jinlin.organisations.queries import clerks_of, holders_over, today
from jinlin.people.public import List, Sheet, register_list

BRANCH = [
    Heading("姓名"), Heading("类别"), Heading("状态"), Heading("工作单位", width=30), Heading("岗位", width=30),
    Heading("报到日期", Kind.DATE), Heading("确认日期", Kind.DATE),
]  # fmt: skip
YEAR = [
    Heading("姓名"), Heading("类别"), Heading("报到支部", width=30), Heading("岗位", width=40), Heading("确认的服务（分钟）", Kind.INTEGER),
    Heading("次数", Kind.INTEGER),
]  # fmt: skip
SUPERVISORS = frozenset({"street_supervisor", "district_supervisor"})


def _branch(ref: str) -> Organisation | None:
    return Organisation.objects.select_related("place", "level").filter(code=ref).first()


def _keeps(actor: Actor, ref: str) -> bool:
    branch = _branch(ref)
    return branch is not None and bool(keeps(actor, branch))


def _releases_branch(actor: Actor, ref: str) -> bool:
    branch = _branch(ref)
    return branch is not None and (bool(keeps(actor, branch)) or is_superior(actor, branch))


def _branch_seconds(ref: str) -> Sequence[int]:
    branch = _branch(ref)
    return accounts_of_branch(branch, today()) if branch else ()


def _branch_sheet(actor: Actor, ref: str, asked: Mapping[str, Any]) -> Sheet:
    branch = _branch(ref)
    assert branch is not None
    found = list(queries.branch_rows(branch, Asked.read(asked)))
    rows = []
    for one in found:
        row = queries.as_row(one)
        posts = "、".join(words.zh for words in row["posts"])
        rows.append(
            [row["name"], row["kind"].zh, row["state"].words.zh, row["employer"], posts, one.reported_on, one.confirmed_on]
        )  # fmt: skip
    people = [one.person_id for one in found if one.person_id]
    name = f"报到名单-{branch.name}-{today():%Y%m%d}.xlsx"
    return Sheet(name, BRANCH, rows, people, f"来源：近邻平台双报到；{branch.name}")


def _institution(ref: str) -> Institution | None:
    pk = ref.partition(":")[0]
    return Institution.objects.select_related("place").filter(pk=int(pk)).first() if pk.isdigit() else None


def _is_clerk(actor: Actor, ref: str) -> bool:
    found = _institution(ref)
    return found is not None and found.pk in employers(actor)


def _releases_year(actor: Actor, ref: str) -> bool:
    """Another of the institution's clerks, or a supervisor over where it stands: most have one clerk alone."""
    found = _institution(ref)
    over = found is not None and any(
        seat.role in SUPERVISORS and seat.covers(found.place.path) for seat in actor.seats
    )
    return over or _is_clerk(actor, ref)


def _year_seconds(ref: str) -> Sequence[int]:
    found = _institution(ref)
    if found is None:
        return ()
    return [
        *clerks_of(institutions=[found.pk], on=today()),
        *holders_over(path=found.place.path, relation="supervisor", on=today()),
    ]


def _year_sheet(actor: Actor, ref: str, asked: Mapping[str, Any]) -> Sheet:
    found = queries.employer_year(actor, int(asked["year"]), institution=int(ref))
    rows = [
        [row.report_in.person.name if row.report_in.person else "", kind_words(row.report_in.kind).zh, row.report_in.organisation.name,
         "、".join(row.posts), row.minutes, row.times]
        for row in found.rows
    ]  # fmt: skip
    people = [row.report_in.person_id for row in found.rows if row.report_in.person_id]
    note = f"来源：近邻平台双报到，{found.year} 年。本人同意给单位看；按姓名排，不排名次"
    return Sheet(f"报到党员年度情况-{found.year}.xlsx", YEAR, rows, people, note)


LISTS = (
    List(
        "members_branch", Words("党员报到名单", "Members of a branch"), "导出支部报到名单", _keeps, _releases_branch, _branch_seconds,
        lambda ref: str(_branch(ref) or ref), lambda actor, ref, asked: queries.branch_rows(_found(ref), Asked.read(asked)).count(), _branch_sheet,
    ),
    List(
        "employer_year", Words("本单位党员年度情况", "An institution's members in a year"), "导出报到党员年度情况", _is_clerk, _releases_year, _year_seconds,
        lambda ref: str(_institution(ref) or ref), lambda actor, ref, asked: len(_year_sheet(actor, ref, asked).rows), _year_sheet,
    ),
)  # fmt: skip


def _found(ref: str) -> Organisation:
    branch = _branch(ref)
    assert branch is not None
    return branch


def register() -> None:
    """Register both kinds of list; called once at start."""
    for one in LISTS:
        register_list(one)
