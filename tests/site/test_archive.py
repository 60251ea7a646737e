"""One file holds everything, and brings everything back."""

import json
import os
import subprocess
import sys
import tarfile
from pathlib import Path

import pytest

from tests.shared_data import ROOT

JINLIN = Path(sys.executable).parent / "jinlin"
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(
        bool(os.environ.get("JINLIN_DATABASE_URL")), reason="a drill with the embedded database's own files"
    ),
]


def run(data, *arguments, status=0):
    env = {name: value for name, value in os.environ.items() if not name.startswith(("JINLIN_", "DJANGO_"))}
    done = subprocess.run(
        [str(JINLIN), *arguments],
        env={**env, "JINLIN_DATA": str(data)},
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == status, done.stderr + done.stdout
    return done


@pytest.fixture(scope="module")
def lived(tmp_path_factory):
    data = tmp_path_factory.mktemp("lived")
    run(data, "demo", "--scale", "small", "--json")
    (data / "files").mkdir(exist_ok=True)
    (data / "files" / "one.bin").write_bytes(b"photo")
    return data


def test_a_backup_brings_rows_files_and_keys_back_and_the_trail_still_holds(lived, tmp_path):
    kept = tmp_path / "kept.tar.gz"
    told = json.loads(run(lived, "backup", str(kept), "--json").stdout)
    assert told["counts"]["matters_matter"] > 0
    assert kept.stat().st_mode & 0o077 == 0, "it holds the keys: nobody else reads it"
    again = tmp_path / "again"
    run(again, "restore", str(kept), "--json")
    assert (again / "files" / "one.bin").read_bytes() == b"photo"
    assert (again / "secret.key").read_text() == (lived / "secret.key").read_text()
    assert json.loads(run(again, "trail", "verify", "--json").stdout)["ok"]
    assert json.loads(run(again, "tallies", "verify", "--json").stdout)["ok"]


READY = """
import django, os
os.environ["DJANGO_SETTINGS_MODULE"] = "jinlin.site.settings"
django.setup()
from jinlin.people.models import Account
"""
ERASE = (
    READY
    + """
from jinlin.people.commands.own import what_stays
from jinlin.people.public import erase
free = (each for each in Account.objects.filter(kind="resident").order_by("pk") if not what_stays(each.person))
account = next(free)
print(account.username)
erase(person=account.person)
"""
)
LOOK = READY + "print(Account.objects.filter(username={name!r}).count())"


def python(data, code):
    env = {name: value for name, value in os.environ.items() if not name.startswith(("JINLIN_", "DJANGO_"))}
    done = subprocess.run(
        [sys.executable, "-c", code],
        env={**env, "JINLIN_DATA": str(data)},
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def test_who_was_erased_after_the_backup_stays_erased_when_it_is_restored(lived, tmp_path):
    kept, again = tmp_path / "kept.tar.gz", tmp_path / "again"
    run(lived, "backup", str(kept))
    name = python(lived, ERASE)
    again.mkdir()
    (again / "erased.jsonl").write_bytes((lived / "erased.jsonl").read_bytes())
    assert json.loads(run(again, "restore", str(kept), "--json").stdout)["erased_again"] == 1
    assert python(again, LOOK.format(name=name)) == "0"
    assert json.loads(run(again, "trail", "verify", "--json").stdout)["ok"]


def test_a_damaged_backup_and_a_full_folder_are_refused_with_the_reason(lived, tmp_path):
    kept = tmp_path / "kept.tar.gz"
    run(lived, "backup", str(kept))
    assert "已经有数据" in run(lived, "restore", str(kept), status=2).stderr
    assert "已经存在" in run(lived, "backup", str(kept), status=2).stderr
    away = tmp_path / "disk that is not there" / "kept.tar.gz"
    assert (
        "备份盘可能没有接上" in run(lived, "backup", str(away), status=2).stderr and not away.parent.exists()
    )
    broken = tmp_path / "broken.tar.gz"
    with tarfile.open(kept) as old, tarfile.open(broken, "w:gz") as new:
        for entry in old:
            content = old.extractfile(entry).read()
            if entry.name == "secret.key":
                content = b"x" * len(content)
            entry.size = len(content)
            import io

            new.addfile(entry, io.BytesIO(content))
    assert "已损坏" in run(tmp_path / "empty", "restore", str(broken), status=2).stderr
    assert "没有文件" in run(tmp_path / "empty", "restore", str(tmp_path / "no.tar.gz"), status=2).stderr
