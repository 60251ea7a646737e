"""Makes the small world of the load tests in the database of the environment, and prints the tokens of its people.

``python -m tests.load.make`` runs it in a process of its own, so that the tests' own database stays out of it.
"""

from __future__ import annotations

import json
import os

PEOPLE = ("resident", "neighbour", "worker", "secretary", "worker2", "street")


def make() -> dict[str, str]:
    """The tables, the cast, a bearer token for each of ``PEOPLE``."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "jinlin.site.settings"
    import django

    django.setup()
    from django.core.management import call_command

    from jinlin.people.public import issue_token
    from tests import cast

    call_command("migrate", verbosity=0)
    world = cast.build()
    return {name: issue_token(account=world.accounts[name], audience="api") for name in PEOPLE}


if __name__ == "__main__":
    print(json.dumps(make()))
