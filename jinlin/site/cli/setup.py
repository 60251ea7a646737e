"""``jinlin setup``: the first set-up of a deployment; there is no default account, only a one-time link."""

from __future__ import annotations

from typing import Any

import click

from jinlin.base.rule import Reason
from jinlin.base.words import Words
from jinlin.site.cli import django_ready, fail, say

NO_DISTRICT = Reason(
    "no_district",
    Words(
        "还没有区划：请用 --places 给出 12 位区划表，或用 --district 和 --district-name 给出区的代码和名称",
        "No district yet: give a divisions file with --places, or code and name with --district and --district-name",
    ),
)
NO_OPERATOR = Reason(
    "no_operator",
    Words(
        "还没有信息员：请用 --username 和 --name 说明第一位信息员的登录名和姓名",
        "No operator yet: name the first one with --username and --name",
    ),
)
WRONG_DISTRICT = Reason(
    "wrong_district",
    Words(
        "区划表里没有这个区，或有几个区；请用 --district 指明代码",
        "No such district, or several; name its code with --district",
    ),
)


def prepare() -> None:
    """Bring the database up to date and collect the files of the pages; where nothing changed, nothing is done."""
    from django.conf import settings
    from django.core.management import call_command

    from jinlin.site.whole import migrate

    migrate()
    call_command("collectstatic", verbosity=0, interactive=False, ignore_patterns=settings.STATIC_LEFT_OUT)


@click.command("setup")
@click.option(
    "--places", "places_file", type=click.Path(exists=True, dir_okay=False), help="A 12-digit divisions file."
)
@click.option("--district", default="", help="The district's 12-digit code.")
@click.option("--district-name", default="", help="Its name, where no file gives it.")
@click.option("--username", default="", help="The first operator's sign-in name.")
@click.option("--name", default="", help="The first operator's name.")
@click.option(
    "--url", default="http://127.0.0.1:8000", show_default=True, help="Where the platform will be reached."
)
@click.option("--json", "as_json", is_flag=True, help="Answer as JSON.")
def command(
    places_file: str | None, district: str, district_name: str, username: str, name: str, url: str, as_json: bool
) -> None:  # fmt: skip
    """Migrate, collect the pages' files, bring in kinds of matters and level templates, invite the first operator.

    May be run after every update: what stands already is left alone. Prints a link with which the operator sets
    a password, once, within seven days.
    """
    django_ready()
    from jinlin.base.rule import Refused

    prepare()
    try:
        answer = set_up(places_file, district, district_name, username, name, url.rstrip("/"))
    except Refused as refusal:
        fail(list(refusal.reasons), as_json=as_json)
    say(answer, as_json=as_json, text=_lines(answer))


def set_up(
    places_file: str | None, district: str, district_name: str, username: str, name: str, url: str
) -> dict[str, Any]:
    """Kinds of matters, level templates, places, the district, the first operator; all left alone where they stand.

    Answers what was brought in, ``district``, ``operator``, and ``link`` as long as no password was set. Refused:
    ``no_district``, ``wrong_district``, ``no_operator``, ``not_new``, and what the import of places refuses.
    """
    from django.db import transaction

    from jinlin.base.rule import Refused
    from jinlin.matters.public import load_categories
    from jinlin.organisations.public import load_templates
    from jinlin.places.public import import_places
    from jinlin.visits.public import load_skills

    load_skills()
    answer: dict[str, Any] = {"categories": load_categories(), "templates": load_templates()}
    if places_file:
        answer["places"] = import_places(places_file)
    with transaction.atomic():
        root = _district(district, district_name)
        operator = _operator()
        if operator is not None and username in ("", operator.username):
            return {**answer, "district": root.name, "operator": operator.username, **_link(operator, url)}
        if not username or not name:
            raise Refused(NO_OPERATOR)
        operator = _new_operator(root, username, name)
        return {**answer, "district": root.name, "operator": username, **_link(operator, url)}


def _district(code: str, name: str) -> Any:
    """The deployment's district: the one named, the only one, or a new one."""
    from jinlin.base.rule import Refused
    from jinlin.places.public import Place, import_rows

    districts = Place.objects.filter(level="district", valid_to__isnull=True)
    if code and name and not districts.filter(code=code).exists():
        report = import_rows([{"code": code, "name": name, "parent": "", "level": "district"}])
        if report["refused"]:
            raise Refused(*(Reason(row["code"], Words(row["zh"], row["en"])) for row in report["refused"]))
    if not districts.exists():
        raise Refused(NO_DISTRICT)
    found = list((districts.filter(code=code) if code else districts)[:2])
    if len(found) != 1:
        raise Refused(WRONG_DISTRICT)
    return found[0]


def _operator() -> Any:
    """Whoever sits as operator now, if anybody does."""
    from django.utils import timezone

    from jinlin.organisations.public import Tenure, current

    tenure = (
        Tenure.objects.filter(
            current(timezone.localdate()), seat__role="operator", person__account__is_active=True
        )
        .select_related("person__account")
        .order_by("pk")
        .first()
    )
    return tenure.person.account if tenure else None


def _new_operator(place: Any, username: str, name: str) -> Any:
    from django.utils import timezone

    from jinlin.organisations.public import Seat, Tenure
    from jinlin.people.public import Account, Person

    known = Account.objects.filter(username=username).first()
    if known is not None:
        words = Words("登录名 {name} 已有人用", "the sign-in name {name} is taken").format(name=username)
        from jinlin.base.rule import Refused

        raise Refused(Reason("not_new", words))
    account = Account.objects.create_user(username, kind="staff", person=Person.objects.create(name=name))
    seat = Seat.objects.create(role="operator", place=place)
    Tenure.objects.create(seat=seat, person=account.person, from_on=timezone.localdate())
    return account


def _link(operator: Any, url: str) -> dict[str, str]:
    """A link for an operator who has no password yet; nothing for one who has."""
    from jinlin.people.public import invite

    return (
        {}
        if operator.has_usable_password()
        else {"link": f"{url}/invitation/{invite(account=operator, by=None)}"}
    )


def _lines(answer: dict[str, Any]) -> str:
    kinds, templates = answer["categories"], answer["templates"]
    lines = [
        f"{answer['district']}：类别 {kinds['read']} 种（新增 {kinds['added']}，改 {kinds['changed']}，停用 {kinds['ended']}），"
        f"层级模板 {templates['read']} 套。"
    ]
    if "link" in answer:
        lines.append(
            f"请信息员 {answer['operator']} 打开这个链接设密码（只能用一次，七天内有效）：{answer['link']}"
        )
    else:
        lines.append(f"信息员 {answer['operator']} 已经设过密码，没有改动。")
    return "\n".join(lines)
