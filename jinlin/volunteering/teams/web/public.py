"""Teams as everybody finds them: the list without names, one team, joining by phone, checking a paper."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from jinlin.base.access import open_to_all, signed_in
from jinlin.base.engine import Faulty
from jinlin.base.given import Field
from jinlin.base.guard import GUARD
from jinlin.base.rule import Reason
from jinlin.base.words import Words
from jinlin.people.public import Person, mask_name
from jinlin.places.public import Place
from jinlin.volunteering.models.teams import RecordPaper, Team, TeamMember
from jinlin.volunteering.teams import commands, words
from jinlin.volunteering.teams.papers import still_holds, title_of
from jinlin.volunteering.teams.procedure import TEAM
from jinlin.volunteering.teams.queries import own_volunteer, owned, team_relations, teams_of
from jinlin.volunteering.teams.shifts.queries import ahead, when_of
from jinlin.volunteering.teams.web.forms import Form, answer

PAGE = 30
SHOWN = 6
_WHY = Words(
    "队长安排合适的服务；只有队长和社区看", "So that tasks fit; read by the team's leader and the community"
)
YEAR = Field("birth_year", "integer", Words("出生年份（如 1958）", "Year of birth"), least=1900, limit=2100,
             why=Words("未成年人要家长同意，不做有危险的服务；登记过就不再问", "Minors need a guardian's consent; asked once"))  # fmt: skip
CHILD = (
    Field("child", "text", Words("替孩子报名就写孩子的姓名", "The child's name, where you register a child"), required=False, limit=30,
          why=Words("只有家长能替孩子报；孩子的姓名不公开", "Only a guardian may; the name is not published")),
    Field("child_year", "integer", Words("孩子的出生年份", "The child's year of birth"), required=False, least=1990, limit=2100),
)  # fmt: skip
ABOUT = (
    Field(
        "interests",
        "choices",
        Words("想做哪些", "What you would like to do"),
        required=False,
        choices=words.FIELDS,
    ),
    Field(
        "skills", "choices", Words("会什么", "What you can"), required=False, choices=words.SKILLS, why=_WHY
    ),
    Field("times", "choices", Words("什么时候方便", "When"), required=False, choices=words.TIMES),
    Field(
        "limits",
        "text",
        Words("做不了的（如不能久站）", "What you can't do"),
        required=False,
        limit=200,
        why=_WHY,
    ),
    Field("visible", "choice", Words("姓名给谁看", "Who sees your name"), choices=words.VISIBLE),
)
AGREE = Field(
    "consent", "yes_no", Words("我自愿参加，看过须知：服务没有报酬，可以随时退出，安排的班我同意才算数", "I join of my own will: no pay, leave at any time, turns count only if I agree"),
    required=False,
)  # fmt: skip


def team_of(code: str) -> Team:
    """The team with that code, or 404."""
    return get_object_or_404(Team.objects.select_related("place", "institution", "police"), code=code)


def people_words(count: int) -> Words:
    """How many people, under the guard for small numbers."""
    return (
        Words(f"{count} 人", f"{count} people")
        if count == 0 or count >= GUARD
        else Words(f"不到 {GUARD} 人", f"fewer than {GUARD}")
    )


@open_to_all
@require_safe
def teams(request: HttpRequest) -> HttpResponse:
    """Teams of a place (or all), by field and name; numbers of people, no names."""
    field, text = request.GET.get("field", ""), request.GET.get("q", "").strip()[:40]
    place = Place.objects.filter(code=request.GET.get("place", "")).first()
    rows = teams_of(place) if place else Team.objects.exclude(state="ended")
    rows = rows.filter(field=field) if field in {one.code for one in words.FIELDS} else rows
    rows = rows.filter(name__contains=text) if text else rows
    counted = rows.select_related("place").annotate(
        people=Count("members", filter=Q(members__state="active"))
    )
    page = Paginator(counted.order_by("state", "place__path", "name"), PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page, "place": place, "fields": words.FIELDS, "field": field, "q": text,
        "rows": [(one, words.label(words.FIELDS, one.field), TEAM.state(one.state), people_words(one.people)) for one in page],
        "asked": "&".join(f"{name}={value}" for name, value in (("place", place.code if place else ""), ("field", field), ("q", text))),
    }  # fmt: skip
    return render(request, "teams/teams.html", context)


@open_to_all
@require_safe
def team(request: HttpRequest, code: str) -> HttpResponse:
    """One team in public: what it does, when it meets, how many, shifts that look for people; the way to join."""
    row, actor = team_of(code), request.actor  # type: ignore[attr-defined]
    held = team_relations(row, actor)
    mine = (
        TeamMember.objects.filter(
            owned(actor, "volunteer__person"), team=row, state__in=("applied", "active")
        ).first()
        if actor.signed_in
        else None
    )
    shifts = [
        (one, when_of(one), max(0, one.need_max - one.taken)) for one in ahead(row, timezone.now())[:SHOWN]
    ]
    context = {
        "team": row, "state": TEAM.state(row.state), "field": words.label(words.FIELDS, row.field), "leads": bool(held), "mine": mine,
        "people": people_words(TeamMember.objects.filter(team=row, state="active").count()), "shifts": shifts,
        "may_join": row.state != "ended" and mine is None, "done": request.GET.get("done", ""), "in_team": mine is not None and mine.from_on is not None,
    }  # fmt: skip
    return render(request, "teams/team.html", context)


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def team_join(request: HttpRequest, code: str) -> HttpResponse:
    """Join by phone: what is known is not asked again; a guardian registers a child."""
    row, actor = team_of(code), request.actor  # type: ignore[attr-defined]
    person = Person.objects.filter(pk=actor.person or 0).first()
    if person is None or row.state == "ended":
        raise Http404
    known = own_volunteer(actor)
    fields = (*(() if known else (AGREE,)), *(() if person.birth_year else (YEAR,)), *ABOUT, *CHILD)

    def write(values: dict[str, Any]) -> str:
        about = commands.About(
            values.get("birth_year"), values["interests"] or [], values["skills"] or [], values["times"] or [], values["limits"] or "", values["visible"],
        )  # fmt: skip
        consent = known is not None or bool(values.get("consent"))
        if values["child"]:
            volunteer = _child(values, about, consent, person)
        else:
            volunteer = commands.register(person=person, about=about, by=actor, consent=consent)
        commands.join(team=row, volunteer=volunteer, by=actor)
        return f"{reverse('my_service')}?done=joined"

    def _child(values: dict[str, Any], about: commands.About, consent: bool, parent: Person) -> Any:
        if not values["child_year"]:
            raise Faulty(
                {
                    "child_year": Reason(
                        "no_child_year", Words("请填孩子的出生年份", "Give the child's year of birth")
                    )
                }
            )
        child = commands.enter_child(name=values["child"], birth_year=values["child_year"], by=actor)
        return commands.register(person=child, about=about, by=actor, consent=consent, guardian=parent)

    form = Form(
        code="team-join", title=Words(f"加入{row.name}", f"Join {row.name}"), button=Words("报名", "Apply"), fields=fields, write=write,
        back=reverse("team", args=[row.code]), back_words=Words(row.name, row.name),
        lead=Words("报名后由队长接收。填的内容只有队长和社区看得到，随时可以改、可以退出。", "The leader accepts you. Only the leader and the community read this."),
        known=known_about(known) if known else {"interests": [row.field], "visible": "team"},
    )  # fmt: skip
    return answer(request, form)


def known_about(volunteer: Any) -> dict[str, Any]:
    """What somebody said of themselves before."""
    return {name: getattr(volunteer, name) for name in ("interests", "skills", "times", "limits", "visible")}


@open_to_all
@require_safe
def service_paper(request: HttpRequest, token: str) -> HttpResponse:
    """Checks a paper by its address: number, whose (masked), minutes, and whether it still holds."""
    row = get_object_or_404(RecordPaper.objects.select_related("person", "community"), token=token)
    context = {
        "paper": row, "name": mask_name(row.person.name), "total": words.clock_words(row.minutes), "holds": row.revoked_at is None and still_holds(row),
        "title": title_of(row), "is_certificate": bool(row.national_number), "ends": row.national_number[-4:],
    }  # fmt: skip
    return render(request, "teams/paper.html", context)


def shares(team_row: Team, actor: Any) -> bool:
    """Whether the actor belongs to the team: a member, its leader, or its keeper."""
    if team_relations(team_row, actor):
        return True
    mine = owned(actor, "volunteer__person") | owned(actor, "volunteer__guardian")
    return TeamMember.objects.filter(mine, team=team_row, state="active").exists()
