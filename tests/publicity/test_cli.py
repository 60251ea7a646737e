"""``jinlin publicity verify`` names what was changed and ends with 1; an untouched archive ends with 0."""

import json

import pytest
from click.testing import CliRunner

from jinlin.publicity.models import Publication
from jinlin.site.cli import main
from tests.cast import build
from tests.publicity.notices import published

pytestmark = pytest.mark.django_db


def run(*words):
    answer = CliRunner().invoke(main, ["publicity", *words, "--json"])
    return answer.exit_code, json.loads(answer.output)


def test_the_archive_is_checked_from_the_command_line():
    row = published(build())
    status, head = run("head")
    assert (status, head["seq"], len(head["words"].split())) == (0, 1, 6)
    assert run("verify", "--seen", head["words"])[0] == 0
    Publication.objects.filter(pk=row.pk).update(body="改过")
    status, found = run("verify")
    assert (status, found["faults"]) == (
        1,
        [{"where": "notice", "number": row.pk, "what": "its words were changed"}],
    )
    assert run("verify", "--seen", "春风 春风 春风 春风 春风 春风")[1]["faults"][-1]["where"] == "paper"
