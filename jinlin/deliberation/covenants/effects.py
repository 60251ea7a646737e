"""What each step of a covenant writes besides state and event, and making one. One small function a step."""

from __future__ import annotations

import datetime as dt
import secrets
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils import timezone

from jinlin.ballots.public import Decision
from jinlin.base import trail
from jinlin.base.actor import THE_CLOCK, Actor
from jinlin.base.engine import Effect, Faulty, Taken, desks
from jinlin.base.parameters import Share, shipped_parameters
from jinlin.base.rule import Reason, Refused
from jinlin.base.words import Words
from jinlin.deliberation.commands import draft_motion
from jinlin.deliberation.covenants import queries, rules
from jinlin.deliberation.covenants.flags import found_in
from jinlin.deliberation.covenants.models import (
    Adoption,
    Clause,
    ClauseFlag,
    ClauseRemark,
    ClauseWording,
    Covenant,
    Round,
)
from jinlin.deliberation.models import Motion
from jinlin.deliberation.serving import votes
from jinlin.places.public import Place
from jinlin.publicity.public import kind_of, publish_notice, until

Given = dict[str, Any]
STEP = 10
BODIES = {"reps": "居民代表会议", "assembly": "居民会议", "motion": "议案表决"}
OWNERS = "278.2"
"""The item of 民法典 278 by which owners decide the covenant of their estate (管理规约)."""
QUORUM = {"reps": "meeting.quorum.representatives", "assembly": "meeting.quorum.assembly"}


def fault(name: str, code: str, zh: str, en: str) -> Faulty:
    """One fault of what was given."""
    return Faulty({name: Reason(code, Words(zh, en))})


def make_covenant(*, place: Place, name: str, by: Actor, at: dt.datetime | None = None) -> Covenant:
    """A new covenant in drafting. Refused: ``not_yours`` where no seat of the actor works there, ``not_twice``."""
    from jinlin.deliberation.covenants.desk import relations_at

    at = at or timezone.now()
    if "keeper" not in relations_at(place, by):
        raise Refused(
            Reason("not_yours", Words("公约由社区工作人员起草", "Workers of the community draft a covenant"))
        )
    row = Covenant(place=place, name=name, made_at=at)
    try:
        with transaction.atomic():
            row.save()
            trail.record(row, "covenant", "covenant.begun", by=by, at=at, data={"name": name})
            row.save(update_fields=["trail_seq", "trail_hash"])
    except IntegrityError:
        raise Refused(
            Reason("not_twice", Words("这里已有同名的公约", "A covenant of that name exists here"))
        ) from None
    return row


def _clause(row: Covenant, pk: int, name: str = "clause") -> Clause:
    found = Clause.objects.filter(covenant=row, pk=pk, dropped=False).first()
    if found is None:
        raise fault(name, "wrong_reference", "没有这一条", "There is no such clause")
    return found


def _add_clause(row: Covenant, values: Given, by: Actor, at: dt.datetime) -> Taken:
    if values.get("before"):
        position = _clause(row, values["before"], "before").position
        for later in row.clauses.filter(position__gte=position):
            later.position += STEP
            later.save(update_fields=["position"])
    else:
        position = (row.clauses.aggregate(last=Max("position"))["last"] or 0) + STEP
    made = Clause.objects.create(covenant=row, position=position, title=values["title"], text=values["text"])
    return Taken({"clause": made.pk, "title": made.title})


def _change_clause(row: Covenant, values: Given, by: Actor, at: dt.datetime) -> Taken:
    clause = _clause(row, values["clause"])
    clause.title, clause.text = values["title"], values["text"]
    clause.save(update_fields=["title", "text"])
    return Taken({"clause": clause.pk, "title": clause.title})


def _drop_clause(row: Covenant, values: Given, by: Actor, at: dt.datetime) -> Taken:
    clause = _clause(row, values["clause"])
    clause.dropped = True
    clause.save(update_fields=["dropped"])
    return Taken({"clause": clause.pk, "title": clause.title}, values["note"])


def _open_round(row: Covenant, values: Given, by: Actor, at: dt.datetime) -> Taken:
    if values["closes_on"] <= timezone.localdate(at):
        raise fault("closes_on", "too_early", "至少留到明天", "Leave it open until tomorrow at least")
    versions = queries.as_draft(row)
    number = (row.rounds.aggregate(last=Max("number"))["last"] or 0) + 1
    made = Round.objects.create(
        covenant=row,
        number=number,
        opened_at=at,
        closes_on=values["closes_on"],
        note=values["note"] or "",
        text_hash=queries.hash_of(versions),
    )
    ClauseWording.objects.bulk_create(
        ClauseWording(round=made, clause_id=one.clause, position=one.position, title=one.title, text=one.text)
        for one in versions
    )
    _flag(row, made)
    row.round, row.closes_on = number, made.closes_on
    notice = publish_notice(
        kind="covenant_draft", place=row.place, title=f"{row.name}（第 {number} 稿）征求意见", body=queries.whole_text(versions),
        publisher=f"{row.place.name}居民委员会", channel=f"{row.place.name}服务窗口",
        until_on=max(until(kind_of("covenant_draft"), timezone.localdate(at)), made.closes_on), subject=("covenant", row.pk),
        link=f"/covenants/{row.pk}", by=by, at=at,
    )  # fmt: skip
    return Taken(
        {
            "round": number,
            "text_hash": made.text_hash,
            "closes_on": made.closes_on.isoformat(),
            "notice": notice.pk,
        },
        made.note,
    )


def _flag(row: Covenant, made: Round) -> None:
    """Flags of a round; what was decided about the very same clause and passage before stays decided."""
    before = {
        (one.clause_id, one.code, one.passage): one
        for one in ClauseFlag.objects.filter(round__covenant=row, decision="keep").order_by("pk")
    }
    rows = []
    for wording in made.wordings.all():
        for found in found_in(f"{wording.title}\n{wording.text}"):
            flag = ClauseFlag(
                round=made, clause_id=wording.clause_id, code=found.flag.code, passage=found.passage
            )
            known = before.get((flag.clause_id, flag.code, flag.passage))
            if known:
                flag.decision, flag.reason = known.decision, known.reason
                flag.decided_at, flag.decided_by_id = known.decided_at, known.decided_by_id
            rows.append(flag)
    ClauseFlag.objects.bulk_create(rows)


def _remark(row: Covenant, values: Given, by: Actor, at: dt.datetime) -> Taken:
    made = queries.last_round(row)
    assert made is not None
    if values.get("clause") and not made.wordings.filter(clause=values["clause"]).exists():
        raise fault("clause", "wrong_reference", "这一稿里没有这一条", "This draft has no such clause")
    remark = ClauseRemark.objects.create(
        round=made, clause_id=values.get("clause"), text=values["text"], person_id=None if by.staff else by.person,
        name=(values["name"] or "") if by.staff else "", taken_by_id=by.account if by.staff else None, made_at=at,
        key=None if by.account else secrets.token_urlsafe(15),
    )  # fmt: skip
    return Taken({"remark": remark.pk, "clause": values.get("clause")})


def _answer(row: Covenant, values: Given, by: Actor, at: dt.datetime) -> Taken:
    remark = ClauseRemark.objects.filter(round__covenant=row, pk=values["remark"], taken="").first()
    if remark is None:
        raise fault(
            "remark", "wrong_reference", "没有这条意见，或已经答复", "No such remark, or answered already"
        )
    remark.taken, remark.answer, remark.answered_at, remark.answered_by_id = (
        values["taken"],
        values["answer"],
        at,
        by.account or None,
    )
    remark.save()
    return Taken({"remark": remark.pk, "taken": remark.taken}, remark.answer)


def _close_round(row: Covenant, values: Given, by: Actor, at: dt.datetime) -> Taken:
    Round.objects.filter(covenant=row, number=row.round).update(closed_at=at)
    return Taken({"round": row.round})


def _decide_flag(row: Covenant, values: Given, by: Actor, at: dt.datetime) -> Taken:
    flag = ClauseFlag.objects.filter(
        round__covenant=row, round__number=row.round, pk=values["flag"], decision=""
    ).first()
    if flag is None:
        raise fault("flag", "wrong_reference", "没有这一处，或已经处理", "No such flag, or decided already")
    flag.decision, flag.reason, flag.decided_at, flag.decided_by_id = (
        values["decision"],
        values["reason"],
        at,
        by.account or None,
    )
    flag.save()
    return Taken({"flag": flag.pk, "code": flag.code, "decision": flag.decision}, flag.reason)


def _put_to_vote(row: Covenant, values: Given, by: Actor, at: dt.datetime) -> Taken:
    made = queries.last_round(row)
    assert made is not None
    row.way, row.motion, row.decision = values["way"], None, None
    data: dict[str, Any] = {"way": row.way, "text_hash": made.text_hash}
    if row.way == "motion":
        if not values.get("variant"):
            raise fault("variant", "no_variant", "请选议案走哪种步骤", "Choose the procedure of the motion")
        row.motion = draft_motion(
            title=f"通过{row.name}"[:120], text=queries.whole_text(queries.as_round(made)), variant=values["variant"], place=row.place, by=by,
            matter=OWNERS if values.get("owners") else "residents", at=at,
        )  # fmt: skip
        if row.motion.text_hash != made.text_hash:
            raise Refused(
                Reason(
                    "wrong_text",
                    Words("议案的文字和定稿不一致", "The motion's words are not those of the final draft"),
                )
            )
        data["motion"] = row.motion.code
    if row.way == "owners":
        row.decision = votes.hand_over(
            title=f"通过{row.name}", about=f"{row.name}第 {made.number} 稿征求过意见，逐条答复完毕。", text=question_of(row), matter=OWNERS,
            place=row.place, by=by, at=at,
        )  # fmt: skip
        data["decision"] = row.decision.pk
    return Taken(data)


def question_of(row: Covenant) -> str:
    """What the owners are asked: the very words of the last round with their fingerprint."""
    made = queries.last_round(row)
    assert made is not None
    words = queries.whole_text(queries.as_round(made))
    return votes.question(
        words, queries.hash_of(queries.as_round(made)), f"/covenants/{row.pk}/rounds/{made.number}"
    )


def _adopt(row: Covenant, values: Given, by: Actor, at: dt.datetime) -> Taken:
    if values["decided_on"] > timezone.localdate(at) or values["effective_on"] < values["decided_on"]:
        raise fault(
            "effective_on",
            "wrong_date",
            "施行日期不能早于开会，开会不能在今天之后",
            "In force no earlier than decided, decided no later than today",
        )
    made = queries.last_round(row)
    assert made is not None
    if values["decided_on"] < timezone.localdate(made.opened_at):
        raise fault(
            "decided_on", "too_early", "开会要在征求意见之后", "The meeting comes after the round of remarks"
        )
    numbers = {name: values[name] for name in ("entitled", "present", "in_favour", "against", "abstained")}
    reason = rules.is_carried(
        **numbers,
        quorum=share(QUORUM[row.way], values["decided_on"]),
        carried=share("meeting.carried", values["decided_on"]),
    )
    if reason:
        raise Refused(reason)
    adoption = _adopted(row, BODIES[row.way], numbers, values["decided_on"], values["effective_on"], by, at)
    return Taken({"adoption": adoption.number, **numbers}, files=values.get("files") or [])


def share(name: str, on: dt.date) -> Share:
    """A share of the law by name on a day."""
    value = shipped_parameters().get(name, on=on).value
    assert isinstance(value, Share)
    return value


def _adopted(
    row: Covenant, by_name: str, numbers: dict[str, Any], decided_on: dt.date, effective_on: dt.date, by: Actor, at: dt.datetime,
) -> Adoption:  # fmt: skip
    made = queries.last_round(row)
    assert made is not None
    number = (row.adoptions.aggregate(last=Max("number"))["last"] or 0) + 1
    adoption = Adoption.objects.create(
        covenant=row, number=number, round=made, way=row.way, by_name=by_name, motion=row.motion, decision=row.decision, decided_on=decided_on, effective_on=effective_on,
        text_hash=made.text_hash, **numbers,
    )  # fmt: skip
    publish_notice(
        kind="covenant", place=row.place, title=f"{row.name}", body=queries.whole_text(queries.as_round(made)) + f"\n\n{by_name}通过，"
        f"自{effective_on.year}年{effective_on.month}月{effective_on.day}日起施行。", publisher=f"{row.place.name}居民委员会",
        channel=f"{row.place.name}服务窗口", decided_on=decided_on, subject=("covenant", row.pk), link=f"/covenants/{row.pk}", by=by, at=at,
    )  # fmt: skip
    return adoption


def _file(row: Covenant, values: Given, by: Actor, at: dt.datetime) -> Taken:
    adoption = row.adoptions.order_by("-number").first()
    assert adoption is not None
    if not adoption.decided_on <= values["filed_on"] <= timezone.localdate(at):
        raise fault("filed_on", "wrong_date", "日期不对", "That day cannot be")
    adoption.filed_on, adoption.filed_with, adoption.filing_number = (
        values["filed_on"],
        values["filed_with"],
        values["number"] or "",
    )
    adoption.save(update_fields=["filed_on", "filed_with", "filing_number"])
    return Taken({"adoption": adoption.number, "filed_on": adoption.filed_on.isoformat()})


def _plain(row: Covenant, values: Given, by: Actor, at: dt.datetime) -> Taken:
    return Taken(text=values.get("note") or "")


def _turn_down(row: Covenant, values: Given, by: Actor, at: dt.datetime) -> Taken:
    row.motion, row.decision, row.way = None, None, ""
    return _plain(row, values, by, at)


EFFECTS: dict[str, Effect] = {
    "add_clause": _add_clause, "change_clause": _change_clause, "drop_clause": _drop_clause, "open_round": _open_round, "remark": _remark,
    "answer": _answer, "close_round": _close_round, "decide_flag": _decide_flag, "put_to_vote": _put_to_vote, "adopt": _adopt, "file": _file,
    "turn_down": _turn_down, "amend": _plain, "order_change": _plain, "end": _plain,
}  # fmt: skip


def motion_concluded(*, subject: Motion, by: Actor, **more: Any) -> None:
    """The motion that a covenant waits for was decided: the round's very words are adopted, with the numbers of its last ruling."""
    row = Covenant.objects.filter(motion=subject, state="voting").select_related("place").first()
    made = queries.last_round(row) if row else None
    ruling = subject.rulings.filter(passed=True).order_by("-pk").first()
    if row is None or made is None or ruling is None:
        return
    if subject.text_hash != made.text_hash:
        # Changed on the way: these words were never open to remarks; they go back to drafting with the motion's number.
        desks["covenant"].take(
            row.pk, "turn_down", by=THE_CLOCK, given={"note": f"议案 {subject.code} 的文字在表决中改过"}
        )
        return
    at = timezone.now()
    today = timezone.localdate(at)
    numbers = {
        name: getattr(ruling, name) for name in ("entitled", "present", "in_favour", "against", "abstained")
    }
    row.decision = subject.decision
    _adopted(row, ruling.by_name, numbers, timezone.localdate(ruling.at), today, by, at)
    desks["covenant"].take(row.pk, "carry", by=THE_CLOCK, on=at)


def motion_failed(*, subject: Motion, **more: Any) -> None:
    """The motion was turned down or withdrawn: the covenant goes back to drafting."""
    row = Covenant.objects.filter(motion=subject, state="voting").first()
    if row is not None:
        desks["covenant"].take(row.pk, "turn_down", by=THE_CLOCK, given={"note": f"议案 {subject.code}"})


def voted(subject: Decision, by: Actor, at: dt.datetime) -> None:
    """The owners' vote that a covenant waits for was published: the round's very words are adopted, or go back to drafting."""
    row = (
        Covenant.objects.filter(decision=subject, state="voting")
        .select_related("place", "motion", "decision")
        .first()
    )
    if row is None:
        return
    if not votes.asks(subject, question_of(row)):
        vote_failed(subject, "表决的文字与定稿不一致")
        return
    found = votes.outcome(subject, question_of(row))
    if not found.passed:
        vote_failed(subject, found.why)
        return
    numbers = dict(zip(("in_favour", "against", "abstained"), found.counts, strict=True)) | {
        "entitled": found.entitled, "present": found.present,
    }  # fmt: skip
    today = timezone.localdate(at)
    _adopted(row, found.by_name, numbers, today, today, by, at)
    desks["covenant"].take(row.pk, "carry", by=THE_CLOCK, on=at)


def vote_failed(subject: Decision, why: str) -> None:
    """The owners' vote failed or was withdrawn: the covenant goes back to drafting, with the reason."""
    row = Covenant.objects.filter(decision=subject, state="voting").first()
    if row is not None:
        desks["covenant"].take(row.pk, "turn_down", by=THE_CLOCK, given={"note": why[:400]})
