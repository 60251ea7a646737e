"""What became of a motion that the owners adopted: its notice is served, the decision published, the work done and shown."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.utils import timezone

from jinlin.base.actor import THE_CLOCK
from jinlin.base.engine import desks
from jinlin.deliberation.public import Motion, Result
from jinlin.publicity.public import PUBLICATIONS, notices_for
from jinlin.site.demo.world import World

DAY = dt.timedelta(days=1)
STEPS = ("比选定下施工单位，合同贴在门厅", "换好曳引机，检验机构验过", "电梯恢复运行，费用清单公布")


def carry_out(world: World, motion: Motion, *, begins: dt.datetime) -> None:
    """From the served notice of the adopted motion to its result, in the two months since.

    Where its last day on the board lay on a long holiday it hangs until after that, and everything is that much later.
    """
    if motion.served_until is not None:
        begins = max(begins, motion.served_until + DAY / 2)
    for notice in notices_for("motion", motion.pk).filter(state="published"):
        hung = {"spot": "gate", "hung_on": timezone.localdate(notice.published_at).isoformat()}
        PUBLICATIONS.take(
            notice.pk, "hang", by=world.cast["secretary"].actor, given=hung, on=notice.published_at
        )
        PUBLICATIONS.take(notice.pk, "serve", by=THE_CLOCK, on=begins)
    given: dict[str, Any] = {
        "lead": world.firms[world.places["青榕花园"].pk].pk,
        "due": (timezone.localdate(begins) + 45 * DAY).isoformat(),
        "milestones": "\n".join(STEPS),
    }
    desks["motion"].take(motion.pk, "conclude", by=world.cast["secretary"].actor, given=given, on=begins)
    result = Result.objects.get(motion=motion)
    by = world.cast["property_clerk"].actor
    for number, one in enumerate(result.milestones.order_by("pk"), 1):
        reached = {"milestone": one.pk, "note": "照片存档，业主代表到场看过"}
        desks["result"].take(result.pk, "reach", by=by, given=reached, on=begins + 12 * number * DAY)
    desks["result"].take(
        result.pk, "report", by=by, given={"note": "三步都做完了，电梯已稳定运行。"}, on=begins + 38 * DAY
    )
    street = world.cast["street_supervisor"].actor
    desks["result"].take(result.pk, "accept", by=street, on=begins + 39 * DAY)
    desks["motion"].take(motion.pk, "finish", by=world.cast["secretary"].actor, on=begins + 40 * DAY)
