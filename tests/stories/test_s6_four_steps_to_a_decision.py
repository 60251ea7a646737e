"""S6: from a proposal to a clause: heard, discussed, reviewed, decided by owners on paper and by phone; decision and result hang."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone

from jinlin.ballots import casting, papers
from jinlin.ballots.models import Batch, Decision, Sheet
from jinlin.deliberation.covenants.models import ClauseRemark, Covenant
from jinlin.deliberation.models import Motion, Remark, Result
from jinlin.publicity.models import Publication
from tests.browser import Visitor
from tests.cast import at
from tests.deliberation.covenant_steps import Pen
from tests.deliberation.test_motions import Walk
from tests.deliberation.voting import VOTERS, owners
from tests.people.pages import sign_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PARKING = "地面车位先到先停；收费归全体业主，每季公布。"


class Town:
    """The estate, its people at browsers of their own, and a clock that the story sets."""

    def __init__(self, visit: Any, root: str, monkeypatch: pytest.MonkeyPatch) -> None:
        self.now = at("2026-03-02 09:00")
        monkeypatch.setattr(timezone, "now", lambda: self.now.astimezone(dt.UTC))
        self.made = owners()
        self.visit, self.root, self.windows = visit, root, {}

    def days(self, days: int) -> None:
        """Days go by."""
        self.now += dt.timedelta(days=days)

    def window(self, name: str, size: str) -> Visitor:
        """The browser of a person, signed in at this hour."""
        if name not in self.windows:
            self.windows[name] = self.visit(self.root, size)
        seen = self.windows[name]
        client = sign_in(Client(), self.made.world.accounts[name])
        value = client.cookies[settings.SESSION_COOKIE_NAME].value
        seen.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": value, "url": self.root}])
        return seen

    def step(
        self, name: str, address: str, /, *, size: str = "desk", judge: bool = False, **fields: Any
    ) -> str:
        """Open the form of a step, fill it in, press its button; answers the words of the page that follows."""
        seen = self.window(name, size)
        seen.go(address)
        for field, value in fields.items():
            fill(seen, field, value)
        if judge:
            seen.assert_accessible()
            seen.assert_fits()
        self.now += dt.timedelta(minutes=1)
        seen.page.locator("main form button.main").first.click()
        seen.page.wait_for_url(re.compile("done="))
        return seen.page.locator("body").inner_text()

    def look(self, address: str, name: str = "resident", size: str = "phone") -> str:
        """What somebody reads at an address; the page fits and nothing is wrong with it."""
        seen = self.window(name, size)
        seen.go(address)
        seen.assert_fits()
        seen.assert_accessible()
        return seen.page.locator("main").inner_text()


def fill(seen: Visitor, name: str, value: Any) -> None:
    """Fill one field of a form, whatever it is."""
    box = seen.page.locator(f"main [name={name}]").first
    kind = box.evaluate("e => e.tagName == 'SELECT' ? 'select' : e.type")
    if kind == "select":
        box.select_option(str(value))
    elif kind == "checkbox":
        box.check()
    elif kind == "radio":
        seen.page.locator(f"main [name={name}][value='{value}']").first.check()
    else:
        box.fill(str(value))


def day(town: Town, days: int) -> str:
    return (town.now + dt.timedelta(days=days)).date().isoformat()


def propose(town: Town) -> Motion:
    """The covenant in force gets a clause on parking: drafted, heard, answered, and handed to the four steps."""
    pen = Pen(town.made.world, town.now, place="qingrong")
    pen.draft(("音响", "晚上十点后不放音响。"), ("电动车", "电动车不进楼，不飞线充电。"))
    pen.round()
    pen.close()
    pen.adopt()
    town.now = pen.on + dt.timedelta(days=1)
    base = f"/covenants/desk/{pen.row.pk}/steps/"
    town.step("worker", f"{base}amend", note="停车没有规矩")
    town.step("worker", f"{base}add_clause", title="停车", text=PARKING)
    town.step("worker", f"{base}open_round", closes_on=day(town, 8), note="加一条停车")
    town.step(
        "resident", f"/covenants/{pen.row.pk}/remark", size="phone", judge=True, text="访客停一会儿也要收费吗"
    )
    remark = ClauseRemark.objects.get(taken="")
    town.step(
        "worker", f"{base}answer", remark=remark.pk, taken="partly", answer="一小时内免费，写进收费办法"
    )
    town.days(14)
    town.step("worker", f"{base}close_round")
    town.step("worker", f"{base}finish")
    town.step("worker", f"{base}put_to_vote", way="motion", variant="four_steps", owners="true")
    return Covenant.objects.get(pk=pen.row.pk).motion


def sitting(town: Town, walk: Walk, kind: str, yes: int, no: int) -> None:
    """A body sits; its chair enters the numbers."""
    walk.now = town.now
    item = walk.item(kind)
    town.now = walk.now
    town.step(
        "secretary",
        f"/agenda-items/{item.pk}/steps/resolve",
        in_favour=yes,
        against=no,
        abstained=0,
        note="议过了",
    )


def hang(town: Town, motion: Motion) -> None:
    """The paper of what hangs for the motion goes up on its board."""
    notice = Motion.objects.get(pk=motion.pk).notice
    spot = "gate" if notice.kind == "owners_decision" else "board"
    town.step("secretary", f"/publicity/desk/{notice.pk}/steps/hang", spot=spot, hung_on=day(town, 0))


def review(town: Town, walk: Walk, motion: Motion) -> None:
    """提议, 商议 and 审议, with remarks answered and the review published its fifteen days."""
    base = f"/motions/{motion.code}/steps/"
    town.step("worker", f"{base}submit")
    sitting(town, walk, "committee", 3, 0)
    town.step("secretary", f"{base}advance")
    town.step("secretary", f"{base}hear")
    assert "征求意见" in town.look(f"/motions/{motion.code}/")
    town.step("neighbour", f"{base}remark", size="phone", text="电动车也要有地方停")
    town.step(
        "secretary",
        f"{base}answer_remark",
        remark=Remark.objects.get().pk,
        taken="not",
        note="另案办理，已列入充电棚项目",
    )
    town.days(14)
    town.step("secretary", f"{base}end_hearing")
    sitting(town, walk, "committee", 2, 1)
    town.step("secretary", f"{base}advance")
    sitting(town, walk, "representatives", 5, 1)
    hang(town, motion)
    town.days(22)
    town.step("secretary", f"{base}advance")


def vote(town: Town, motion: Motion) -> Decision:
    """The owners decide: one on the phone, one on paper read by two clerks, others by phone; counted, verified, published."""
    made = town.made
    town.step("secretary", f"/motions/{motion.code}/steps/call_vote")
    decision = Motion.objects.get(pk=motion.pk).decision
    base = f"/desk/decisions/{decision.pk}/steps/"
    town.step("worker", f"{base}build_roll")
    town.step(
        "worker", f"{base}set_rules", parking="no", conflict="paper", by_phone="true", silent="absent", publication="witnessed"
    )  # fmt: skip
    town.step("worker", f"{base}publish_roll")
    assert f"/decisions/{decision.pk}" in Publication.objects.get(kind="owners_roll").link
    town.days(17)
    town.step("worker", f"{base}freeze", closes_at=f"{day(town, 30)}T18:00")
    town.days(16)
    town.step("worker", f"{base}open")
    made.decision = Decision.objects.get(pk=decision.pk)
    phone = town.window("resident", "phone")
    phone.go(f"/decisions/{decision.pk}/vote/{made.row('3号楼101室').row}")
    assert PARKING in phone.page.inner_text("main")
    phone.page.check("[name=m1][value=yes]")
    phone.page.locator("main form button.main").click()
    phone.assert_accessible()
    phone.page.locator("main form button.main").first.click()
    phone.page.wait_for_url(re.compile("/receipt/"))
    for name, unit in VOTERS.items():
        if name not in ("resident", "owner11"):
            casting.cast(
                decision=decision.pk,
                row=made.row(unit).row,
                marks={"m1": "yes" if name != "owner7" else "no"},
                by=made.act(name),
                on=town.now,
                key=name,
            )
    paper(town, base, made.row("3号楼112室"))
    town.now = made.decision.closes_at + dt.timedelta(hours=1)
    for name, step in (
        ("counter", "close"),
        ("counter", "count"),
        ("monitor", "verify"),
        ("worker", "publish"),
    ):
        town.step(name, f"{base}{step}")
    return Decision.objects.get(pk=decision.pk)


def paper(town: Town, base: str, row: Any) -> None:
    """A sheet comes back in a box; two clerks read it, neither seeing the other's reading."""
    town.step("worker", f"{base}print_ballots")
    town.step("worker", f"{base}take_batch", name="1 号箱", sheets=1, opened_by="监小红、王秀兰")
    sheet, box = Sheet.objects.get(row=row), Batch.objects.get()
    code = f"{sheet.serial}-{papers.check_code(sheet.decision, sheet.serial, row.row)}"
    for clerk in ("clerk1", "clerk2"):
        assert "录好了" in town.step(clerk, f"/desk/decisions/boxes/{box.pk}/enter", code=code, m1="yes")


def test_from_proposal_to_covenant_clause_with_paper_and_phone(visit, live_server, monkeypatch):
    town = Town(visit, live_server.url, monkeypatch)
    motion = propose(town)
    walk = Walk(world=town.made.world)
    walk.motion = motion
    review(town, walk, motion)
    decision = vote(town, motion)
    said = town.look(f"/motions/{motion.code}/")
    assert "业主 11 人，参与 9 人" in said
    assert re.search(r"决议.*通过", said.replace("\n", " "))
    notice = Publication.objects.get(kind="owners_decision")
    assert notice.title in town.look(f"/publicity/{notice.pk}")
    hang(town, motion)
    town.days(22)
    lead = town.made.world.institutions["property"].pk
    town.step(
        "secretary",
        f"/motions/{motion.code}/steps/conclude",
        lead=lead,
        due=day(town, 60),
        milestones="划线\n装收费牌",
    )
    covenant = Covenant.objects.get(motion=motion)
    assert PARKING in town.look(f"/covenants/{covenant.pk}")
    clause = covenant.clauses.get(title="停车")
    pedigree = town.look(f"/covenants/{covenant.pk}/clauses/{clause.pk}")
    assert motion.code in pedigree
    assert "应到 11，实到 9" in pedigree
    assert f"/decisions/{decision.pk}" in town.windows["resident"].page.content()
    result = Result.objects.get()
    for one in result.milestones.all():
        town.step("manager", f"/results/{result.pk}/steps/reach", milestone=one.pk, note="现场看得到")
    town.step("manager", f"/results/{result.pk}/steps/report", note="都做好了")
    town.step("secretary", f"/results/{result.pk}/steps/accept")
    town.step("secretary", f"/motions/{motion.code}/steps/finish")
    final = Publication.objects.get(kind="result")
    assert final.result_of == notice
    words = town.look(f"/publicity/{final.pk}")
    assert "装收费牌：现场看得到" in words
    assert "尚未公布结果" not in town.look(f"/publicity/{notice.pk}")
