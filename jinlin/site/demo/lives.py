"""What becomes of what was told in the demo world: who takes it, how long it lasts, how it ends."""

from __future__ import annotations

import datetime as dt
from random import Random

from jinlin.base.actor import THE_CLOCK, Actor
from jinlin.matters.public import Part
from jinlin.organisations.public import Institution
from jinlin.site.demo.hands import Hands, at_work, teller_of
from jinlin.site.demo.photos import attach_photo
from jinlin.site.demo.plans import Plan
from jinlin.site.demo.sentences import Sentence, say
from jinlin.site.demo.walk import Walk

HOUR, DAY = dt.timedelta(hours=1), dt.timedelta(days=1)
QUICK = ("answer_urgent", "answer_day")
NOT_OURS_WORDS = {
    "other_body": "这件事由区里的主管部门受理，窗口在政务中心二楼，电话和地址已发给您。",
    "private": "这是合同里的约定，可以先到社区调解室谈，也可以走诉讼。",
    "owners": "要由业主共同决定，已转告业委会，可在业主大会上提出。",
    "outside": "地点不在本辖区，已告知那边街道的电话。",
}
EXCUSES = ("等配件到货", "施工单位排不开", "要等雨停才能做", "要再约一次楼上住户")
PAUSE_WORDS = {
    "waits_teller": "约不到反映人在家的时间，等他回电话。", "waits_decision": "要动维修资金，等业主表决。",
    "waits_weather": "连续下雨，等天晴施工。", "waits_court": "双方已申请鉴定，等结果。",
}  # fmt: skip


class Life:
    """One matter's way from told to its end, each turn drawn by chance, until the world's today stops it."""

    def __init__(self, walk: Walk, plan: Plan, chance: Random, local: dict[str, str]) -> None:
        self.walk, self.plan, self.chance, self.local = walk, plan, chance, local
        self.matter = walk.matter
        self.hands = Hands(walk.world, plan.place)
        self.teller = teller_of(plan)
        self.is_quick = self.matter.clock in QUICK
        self.is_late = chance.random() < 0.09
        self.worker: Actor = self.hands.of("community_worker")

    def live(self) -> None:
        """Draw the whole life."""
        draw = self.chance.random()
        if draw < 0.02 and not self.plan.voices:
            self._withdraw()
        elif draw < 0.065 and not self.is_quick:
            self._decline()
        else:
            self._accept()
            self._sort()
            self._contact()
            if self.chance.random() < 0.006:
                self._last_long()
            self._work()
            self._close()

    def _later(self, low: float, high: float) -> dt.datetime:
        """So many hours later, within office hours unless the matter is urgent."""
        at = self.walk.at + HOUR * self.chance.uniform(low, high)
        return at if self.is_quick else at_work(at, self.chance)

    def _towards_due(self, low: float, high: float) -> dt.datetime:
        """A part of the way to the deadline; behind it where the matter is late."""
        due = self.matter.due_at
        if due is None:
            return self._later(20, 60)
        left = max(due - self.walk.at, HOUR / 4)
        if self.is_late:
            return at_work(due + DAY * (0.2 + self.chance.expovariate(0.3)), self.chance)
        at = self.walk.at + left * self.chance.uniform(low, high)
        if self.is_quick:
            return at
        worked = at_work(at, self.chance)
        return worked if worked <= due else at

    def _say(self, sentences: tuple[Sentence, ...]) -> str:
        return say(self.chance.choice(sentences), self.chance, self.local)

    def _withdraw(self) -> None:
        words = self.chance.choice(["已经自己弄好了，谢谢。", "看错了，不用来了。", "物业刚来修好了。", ""])
        self.walk.take("withdraw", self.teller, self._later(1, 20), words)

    def _decline(self) -> None:
        reason = self.chance.choice(list(NOT_OURS_WORDS))
        by = self.worker
        self.walk.take("not_ours", by, self._later(1, 20), NOT_OURS_WORDS[reason], reason=reason)
        if self.chance.random() < 0.12:
            self.walk.take("dispute", self.teller, self._later(10, 60), "这明明归你们管，请再看看。")
            self._accept()
            self._work()
            self._close()

    def _accept(self) -> None:
        by_grid = self.plan.place.grid is not None and self.chance.random() < 0.55
        self.worker = self.hands.of("grid_worker" if by_grid else "community_worker")
        hours = (0.1, 0.6) if self.is_quick else (0.3, 30) if self.is_late else (0.2, 6)
        self.walk.take(
            "accept", self.worker, self._later(*hours), self.chance.choice(["", "", "马上去看", "今天去现场"])
        )

    def _sort(self) -> None:
        if self.matter.category is None:
            category = self.walk.world.categories[self.plan.kind.code]
            self.walk.take("triage", self.worker, self.walk.at + HOUR / 30, category=category)

    def _contact(self) -> None:
        if self.chance.random() < 0.8:
            words = self.chance.choice(
                ["电话联系，约明天上门", "电话问清了位置", "当面问了情况", "没人接，发了短信"]
            )
            self.walk.take("contact", self.worker, self._later(0.1, 3), words)

    def _last_long(self) -> None:
        """What lasts for months: its own rhythm, follow-ups, a look from above."""
        walk, rhythm = self.walk, self.chance.choice([7, 10, 15])
        walk.take(
            "lengthen",
            self.worker,
            self._later(24, 120),
            "涉及多年遗留，需要几家单位一起解决。",
            rhythm=rhythm,
        )
        for turn in range(self.chance.randrange(4, 30)):
            walk.take(
                "follow", self.worker, self._later(rhythm * 18, rhythm * 24), self._say(self.plan.kind.follow)
            )
            if turn % 7 == 6:
                by = self.hands.of("street_supervisor")
                walk.take("supervise", by, self._later(10, 40), "请社区每次跟进都留下结果，下月听汇报。")

    def _work(self) -> None:
        draw = self.chance.random()
        leads = self.hands.institutions(self.plan.kind)
        calls = self.hands.institutions(self.plan.kind, called=True)
        if calls and draw < 0.07 and not self.is_quick:
            self._whistle(calls)
        elif leads and draw < 0.55:
            self._dispatch(leads)
        self._hinder()
        for _ in range(self.chance.choice([0, 1, 1, 2])):
            self.walk.take(
                "follow", self._who_works(), self._towards_due(0.1, 0.4), self._say(self.plan.kind.follow)
            )

    def _who_works(self) -> Actor:
        return self.hands.clerk(self.matter.lead) if self.matter.lead else self.worker

    def _dispatch(self, leads: list[Institution]) -> None:
        walk, lead = self.walk, leads[0] if self.chance.random() < 0.7 else leads[-1]
        helpers = [one for one in leads if one is not lead][:1] if self.chance.random() < 0.3 else []
        walk.take(
            "dispatch",
            self.worker,
            self._later(0.3, 5),
            "请到现场处理，办结后传照片。",
            lead=lead,
            helpers=helpers,
        )
        if self.chance.random() < 0.08 and len(leads) > 1:
            other = next(one for one in leads if one is not lead)
            words = f"查了职责清单，这件事应由{other.name}牵头。"
            walk.take("object", self.hands.clerk(lead), self._later(1, 10), words, reason="other_lead")
            by = self.hands.of("street_supervisor")
            if self.chance.random() < 0.6:
                walk.take("redispatch", by, self._later(1, 8), "核实后改派。", lead=other, helpers=[])
                lead = other
            else:
                walk.take("uphold", by, self._later(1, 8), "职责清单第三项写明由你单位牵头，请按期办理。")
        walk.take(
            "receive",
            self.hands.clerk(lead),
            self._later(0.3, 9),
            self.chance.choice(["", "已派人", "今天到现场"]),
        )

    def _whistle(self, calls: list[Institution]) -> None:
        walk = self.walk
        chosen = calls[: self.chance.choice([1, 1, 2])]
        walk.take(
            "whistle",
            self.worker,
            self._later(1, 8),
            "社区去过两次，权限和设备都不够，请到场一起解决。",
            institutions=chosen,
        )
        for part in walk.open_calls():
            self._answer_call(part)

    def _answer_call(self, part: Part) -> None:
        walk, clerk = self.walk, self.hands.clerk(part.institution)
        walk.take_call(part, "reply", clerk, self._later(0.5, 7), "收到，明天到场。")
        walk.take_call(
            part, "arrive", clerk, self._later(3, 14), f"{clerk.name}等两人到场，看了{self.local['where']}。"
        )
        walk.take_call(part, "act", clerk, self._later(1, 20), self._say(self.plan.kind.follow))
        mark = self.chance.choice(["5", "5", "4", "4", "3", "2"])
        walk.take_call(part, "mark", self.worker, self._later(0.5, 8), mark=mark)

    def _hinder(self) -> None:
        """Now and then it has to wait, takes longer, or is looked at from above."""
        walk, draw = self.walk, self.chance.random()
        if draw < 0.035 and not self.is_quick and not self.matter.long_running:
            reason = self.chance.choice(list(PAUSE_WORDS))
            by = self._who_works()
            walk.take("pause", by, self._later(2, 20), PAUSE_WORDS[reason], reason=reason)
            walk.take("resume", by, self._later(40, 260), "条件有了，接着办。")
        elif draw < 0.10 and not self.is_quick and not self.matter.long_running:
            words = self.chance.choice(EXCUSES)
            at = self._later(2, 20)
            if self.matter.due_at and at < self.matter.due_at:
                walk.take(
                    "extend",
                    self._who_works(),
                    at,
                    f"{words}，需要多几天。",
                    days=self.chance.choice([3, 5, 5, 10]),
                )
        elif self.is_late and self.matter.due_at is not None and draw < 0.6:
            late = at_work(self.matter.due_at + HOUR * self.chance.uniform(2, 30), self.chance)
            by = self.hands.of("street_supervisor")
            if draw < 0.3:
                walk.take("remind", by, late, "已过期限，请今天回复。")
            else:
                walk.take("supervise", by, late, "逾期，请两个工作日内办结并说明原因。")

    def _answer(self) -> None:
        at = self._towards_due(0.25, 0.85)
        by = self._who_works()
        category = self.matter.category
        if self.matter.long_running or (category and category.proof):
            self.walk.take("follow", by, at, "做完了，验收照片已传。")
            attach_photo(self.walk, by, "验收照片")
        self.walk.take("answer", by, at, self._say(self.plan.kind.answer))
        self.is_late = False

    def _close(self) -> None:
        self._answer()
        for _ in range(3):
            draw = self.chance.random()
            if draw >= 0.10:
                break
            words = self._say(self.plan.kind.again)
            by_teller = draw < 0.06
            step = "not_solved" if by_teller else "revisit_unsolved"
            by = self.teller if by_teller else self.worker
            self.walk.take(step, by, self._later(5, 60), words if by_teller else f"电话回访，{words}。")
            self.walk.take(
                "follow", self._who_works(), self._towards_due(0.1, 0.4), self._say(self.plan.kind.follow)
            )
            self._answer()
        self._hear()

    def _hear(self) -> None:
        """The teller's word, or none: then the waiting time closes it."""
        walk, draw = self.walk, self.chance.random()
        stars = self.chance.choices(["5", "4", "3", "2", "1"], weights=[46, 34, 12, 5, 3])[0]
        if draw < 0.56:
            words = self.chance.choice(["", "", "谢谢，很快", "好了", "师傅态度好", "终于修好了"])
            at = walk.at + HOUR * self.chance.uniform(0.5, 90)
            walk.take(
                "confirm", self.teller, at, words, satisfaction=stars if self.chance.random() < 0.8 else None
            )
        elif draw < 0.82:
            walk.take(
                "revisit_solved", self.worker, self._later(10, 90), "电话回访，说办好了。", satisfaction=stars
            )
        else:
            assert self.matter.wait_until is not None
            walk.take("lapse", THE_CLOCK, self.matter.wait_until + HOUR / 12)
            if self.chance.random() < 0.1:
                walk.take("rate", self.teller, self._later(5, 60), satisfaction=stars)
        if self.chance.random() < 0.01:
            walk.take("reopen", self.teller, self._later(30, 500), self._say(self.plan.kind.again))
            walk.take("follow", self.worker, self._towards_due(0.1, 0.5), self._say(self.plan.kind.follow))
            self._close()
        elif self.chance.random() < 0.008:
            by = self.hands.of("district_supervisor")
            walk.take("exclude", by, self._later(20, 200), "核实为台风期间，不计入。", reason="force")
