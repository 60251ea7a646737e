"""The notices that wait for somebody, in a process of its own.

``python -m tests.load.waiting NAME PHONE`` lets them leave by short message to that number, at any hour; ``… NAME`` tells
what still waits, in order; ``… --release`` lets what a killed process had in hand be tried again at once.
"""

from __future__ import annotations

import json
import os
import sys


def waiting(name: str, phone: str = "") -> list[str]:
    """What is to be sent to a member of the cast, in the order in which it was written."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "jinlin.site.settings"
    import django

    django.setup()
    from django.utils import timezone

    from jinlin.base.models import Notice
    from jinlin.people.models import Account

    if name == "--release":
        Notice.objects.filter(sent_at__isnull=True).update(send_after=timezone.now())
        return []
    account = Account.objects.select_related("person").get(username=name)
    if phone:
        account.notice_doors, account.quiet_from, account.quiet_to = ["sms"], 0, 0
        account.person.phone = phone
        account.person.save()
        account.save()
    rows = Notice.objects.filter(account=account, sent_at__isnull=True).order_by("pk")
    return [" ".join(text.split()) for text in rows.values_list("zh", flat=True)]


if __name__ == "__main__":
    print(json.dumps(waiting(*sys.argv[1:]), ensure_ascii=False))
