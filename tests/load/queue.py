"""The queue of a world, filled or counted by a process of its own.

``python -m tests.load.queue fill N`` puts in N jobs, ``… count`` tells how many there are by state.
"""

from __future__ import annotations

import json
import os
import sys
from collections import Counter
from typing import Any


def queue(act: str, number: int = 0) -> dict[str, Any]:
    """Fill the queue, or count it."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "jinlin.site.settings"
    import django

    django.setup()
    from django_tasks_db.models import DBTaskResult

    from tests.load.tasks import count

    if act == "fill":
        for one in range(number):
            count.enqueue(one)
    # The platform's own jobs stand in the same queue; only those of the test are counted.
    mine = DBTaskResult.objects.filter(task_path=count.module_path)
    return dict(Counter(mine.values_list("status", flat=True)))


if __name__ == "__main__":
    print(json.dumps(queue(sys.argv[1], *(int(one) for one in sys.argv[2:]))))
