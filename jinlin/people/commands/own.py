"""What people do with their own data: correct it, consent, ask, take it along, have it erased."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from jinlin.base.actor import Actor
from jinlin.base.events import publish
from jinlin.base.models import Notice
from jinlin.base.notices import Letter, send
from jinlin.base.rule import Reason, Refused
from jinlin.base.words import Words
from jinlin.people import rules
from jinlin.people.commands.looks import seat_title
from jinlin.people.commands.tokens import end_access
from jinlin.people.consents import PURPOSES
from jinlin.people.models import Account, Consent, DataRequest, Holding, Member, Person, SignInCode
from jinlin.people.posts import is_on_duty

ERASED_NAME = "已删除"
ERASED_LIST = "erased.jsonl"


def set_consent(*, person: Person, purpose: str, given: bool, how: str = "page", by_title: str = "") -> None:
    """Give or withdraw a consent; both are one tap. Giving twice or withdrawing twice changes nothing."""
    known = PURPOSES.get(purpose)
    if known is None:
        raise Refused(Reason("no_purpose", Words("没有这一项", "There is no such consent")))
    open_ones = Consent.objects.filter(person=person, purpose=purpose, withdrawn_at__isnull=True)
    if given:
        Consent.objects.get_or_create(
            person=person, purpose=purpose, withdrawn_at=None,
            defaults={"version": known.version, "how": how, "by_title": by_title},
        )  # fmt: skip
    else:
        open_ones.update(withdrawn_at=timezone.now())


def ask_about_data(*, person: Person, kind: str, words: str) -> DataRequest:
    """Ask for a correction or erasure by the community; an open question of the same kind is added to."""
    if kind not in ("correct", "erase"):
        raise Refused(Reason("wrong_kind", Words("请选更正或删除", "Choose correction or erasure")))
    if len(words.strip()) < rules.PURPOSE_LEAST:
        raise Refused(
            Reason("no_words", Words("请写清哪里不对、应该是什么", "Say what is wrong and what is right"))
        )
    found = DataRequest.objects.filter(person=person, kind=kind, done_at__isnull=True).first()
    if found is None:
        return DataRequest.objects.create(person=person, kind=kind, words=words.strip()[:1000])
    found.words = f"{found.words}\n{words.strip()[:1000]}"
    found.save(update_fields=["words"])
    return found


def answer_request(*, request: int, answer: str, by: Actor) -> DataRequest:
    """A worker answers with a reason; the person reads who answered and where to complain."""
    if len(answer.strip()) < rules.PURPOSE_LEAST:
        raise Refused(Reason("no_answer", Words("请写明怎样处理、为什么", "Say what was done and why")))
    with transaction.atomic():
        row = DataRequest.objects.select_for_update().get(pk=request)
        if row.done_at is not None:
            raise Refused(
                Reason("wrong_state", Words(f"{row.by_title} 已经答复", f"{row.by_title} has answered"))
            )
        row.answer, row.done_at, row.by_title = answer.strip()[:1000], timezone.now(), seat_title(by)
        row.save(update_fields=["answer", "done_at", "by_title"])
        account = getattr(row.person, "account", None)
        if account is not None:
            words = Words("您关于个人信息的请求有了答复", "Your request about your data was answered")
            send(
                [Letter(subject="data", subject_id=row.pk, words=words, link="/me/data", account=account.pk)]
            )
    return row


def what_stays(person: Person) -> tuple[Reason, ...]:
    """What the law keeps if the person were erased now, each with its reason."""
    return rules.kept_by_law(
        holds_dwelling=Holding.objects.filter(person=person, until_on__isnull=True).exists(),
        holds_seat=is_on_duty(person.pk) or (hasattr(person, "account") and person.account.kind == "staff"),
    )


def erase(*, person: Person, at: dt.datetime | None = None) -> tuple[Reason, ...]:
    """Erase what is held about a person, save what the law keeps; answers what was kept, with the reasons.

    Higher apps erase theirs when ``person.erased`` is published, in the same transaction. A worker is refused
    while in office (``not_while_in_office``). Figures do not change: they never held a person.
    """
    at = at or timezone.now()
    with transaction.atomic():
        person = Person.objects.select_for_update().get(pk=person.pk)
        kept = what_stays(person)
        if any(reason.code == "not_while_in_office" for reason in kept):
            raise Refused(*kept)
        account = Account.objects.filter(person=person).first()
        SignInCode.objects.filter(phone_key=person.phone_key).exclude(phone_key="").delete()
        person.phone = person.phone_key = person.id_number = person.id_key = person.pinyin = ""
        if not kept:
            person.name = ERASED_NAME
        person.birth_year, person.guardian, person.erased_at = None, None, at
        person.save()
        Member.objects.filter(person=person, until_on__isnull=True).update(until_on=timezone.localdate(at))
        Consent.objects.filter(person=person, withdrawn_at__isnull=True).update(withdrawn_at=at)
        DataRequest.objects.filter(person=person).update(words="", answer="")
        DataRequest.objects.filter(person=person, done_at__isnull=True).update(done_at=at)
        publish("person.erased", person=person, account=account.pk if account else None, at=at)
        if account is not None:
            _close(account)
        transaction.on_commit(lambda: _note_erased(person.pk, at))
    return kept


def _note_erased(person: int, at: dt.datetime) -> None:
    """Beside the database, so that a backup from before does not bring the person back."""
    with (settings.ENV.data / ERASED_LIST).open("a", encoding="utf-8") as out:
        out.write(json.dumps({"person": person, "at": at.isoformat()}) + "\n")


def erase_listed(*, listed: Path) -> int:
    """Erase again, after a restore, whoever the list names and the backup still knew. Answers how many."""
    lines = listed.read_text(encoding="utf-8").splitlines() if listed.exists() else []
    wanted = {json.loads(line)["person"] for line in lines if line.strip()}
    found = list(Person.objects.filter(pk__in=wanted, erased_at__isnull=True))
    for person in found:
        erase(person=person)
    return len(found)


def _close(account: Account) -> None:
    end_access(account=account)
    Notice.objects.filter(account=account).delete()
    account.username, account.email, account.is_active = f"erased-{account.pk}", "", False
    account.notice_doors, account.language = [], ""
    account.set_unusable_password()
    account.save()
