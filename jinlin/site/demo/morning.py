"""What the demo world's first morning finds: reminders still ahead, notices of the last days for the cast."""

from __future__ import annotations

import datetime as dt

from jinlin.base.models import Event, Notice
from jinlin.matters.public import CALLS, MATTERS, Matter, Part, Telling, number_of, receipt_key
from jinlin.site.demo.world import World

NOTICE_DAYS = 6
UNREAD_DAYS = 2


def settle_reminders(world: World) -> None:
    """Leave only reminders that lie ahead, as if the platform had given the earlier ones in their time."""
    for matter in world.rows.of(Matter):
        is_done = matter.state not in MATTERS.procedure.open_states or matter.state == "answered"
        if is_done:
            matter.remind_at = None
        elif matter.remind_at and matter.remind_at <= world.now and not matter.long_running:
            is_over = matter.due_at is None or matter.due_at < world.now
            matter.remind_at = None if is_over else matter.due_at + dt.timedelta(seconds=1)
    for part in world.rows.of(Part):
        if part.remind_at and (part.state not in CALLS.procedure.open_states or part.remind_at <= world.now):
            part.remind_at = None


def write_notices(world: World) -> None:
    """Words to the cast about their own matters of the last days; the newest are still unread."""
    matters = {matter.pk: matter for matter in world.rows.of(Matter)}
    staff = {post.actor.account for post in world.cast.values() if post.actor.staff}
    residents = {post.person.pk: post.actor.account for post in world.cast.values() if not post.actor.staff}
    links = _links(world, residents)
    since = world.now - dt.timedelta(days=NOTICE_DAYS)
    for event in world.rows.of(Event):
        if event.subject != "matter" or event.at < since:
            continue
        matter = matters[event.subject_id]
        told = event.thing == "matter.told"
        step = MATTERS.procedure.step(event.thing.partition(".")[2])
        tells = ("owner",) if told else step.tells if step else ()
        said = (
            ("有新的反映，等您接办", "new, waiting for you")
            if told
            else (step.past.zh, step.past.en)
            if step
            else ("", "")
        )
        wanted = (
            {matter.owner_id: f"/matters/{number_of(matter.pk, matter.told_at)}"} if "owner" in tells else {}
        )
        wanted = {account: link for account, link in wanted.items() if account in staff}
        if "teller" in tells:
            wanted |= links.get(matter.pk, {})
        for account, link in wanted.items():
            if account != event.actor_id:
                world.rows.add(_notice(world, event, matter, account, link, said))


def _links(world: World, residents: dict[int, int]) -> dict[int, dict[int, str]]:
    """The page by which each teller of the cast follows a matter, by matter and account."""
    found: dict[int, dict[int, str]] = {}
    for telling in world.rows.of(Telling):
        account = residents.get(telling.person_id or 0)
        if account is not None:
            number = number_of(telling.first_matter_id, telling.told_at)
            found.setdefault(telling.matter_id, {})[account] = f"/follow/{number}/{receipt_key(telling.pk)}"
    return found


def _notice(
    world: World, event: Event, matter: Matter, account: int, link: str, said: tuple[str, str]
) -> Notice:
    number, who = number_of(matter.pk, matter.told_at), event.actor_title or "平台"
    is_told = event.thing == "matter.told"
    zh = f"{number} {matter.title}：{said[0] if is_told else f'{who} {said[0]}'}"
    en = f"{number} {matter.title}: {said[1] if is_told else f'{who} {said[1]}'}"
    is_old = event.at < world.now - dt.timedelta(days=UNREAD_DAYS)
    return Notice(
        account_id=account, subject="matter", subject_id=matter.pk, zh=zh[:300], en=en[:300], link=link, made_at=event.at,
        read_at=event.at + dt.timedelta(hours=2) if is_old else None, sent_at=event.at,
    )  # fmt: skip
