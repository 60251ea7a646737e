"""A backup is one file: the database, the uploaded files and the keys, with a list of what is inside and its digests.

Taken while the platform runs. Restoring needs an empty data folder (and an empty PostgreSQL); what was erased at a
person's request after the backup was taken stays erased.
"""

from __future__ import annotations

import hashlib
import io
import json
import os
import shutil
import sqlite3
import subprocess
import tarfile
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db import connection

from jinlin.base.rule import Reason, Refused
from jinlin.base.words import Words
from jinlin.people.public import erase_listed
from jinlin.site.env import hash_keys, older_secrets, secret_key

MANIFEST = "manifest.json"
ERASED = "erased.jsonl"
KEPT_BESIDE = ("secret.key", "secret.old", "secret.hashes", ERASED, "demo.json")


def _refused(code: str, zh: str, en: str) -> Refused:
    return Refused(Reason(code, Words(zh, en)))


def counts() -> dict[str, int]:
    """Rows of every table of the platform's own apps."""
    models = [
        model
        for app in apps.get_app_configs()
        if app.name.startswith("jinlin.")
        for model in app.get_models()
    ]
    return {model._meta.db_table: model._default_manager.count() for model in models}


def backup(target: Path) -> dict[str, Any]:
    """Write a backup to ``target`` (.tar.gz), for its owner alone; answers what it holds.

    Refused where the file exists already, and where its folder does not: a disk that is not there is no folder to make.
    """
    if target.exists():
        raise _refused(
            "wrong_file", f"{target} 已经存在，换一个名字", f"{target} exists already; choose another name"
        )
    if not (target.parent.is_dir() and os.access(target.parent, os.W_OK)):
        raise _refused(
            "no_folder",
            f"没有文件夹 {target.parent}，或者不能写进去；备份盘可能没有接上",
            f"no folder {target.parent} to write in; is the disk there?",
        )
    with tempfile.TemporaryDirectory(dir=target.parent) as folder:
        dump = Path(folder) / ("database.sqlite3" if connection.vendor == "sqlite" else "database.pgdump")
        _dump(dump)
        members = {dump.name: dump} | dict(_beside())
        manifest = {
            "format": 1,
            "database": connection.vendor,
            "counts": counts(),
            "digests": {name: _digest(path) for name, path in members.items()},
        }
        part = Path(folder) / "part.tar.gz"
        part.touch(mode=0o600)
        with tarfile.open(part, "w:gz", compresslevel=3) as archive:
            _add_bytes(archive, MANIFEST, json.dumps(manifest, ensure_ascii=False, indent=1).encode())
            for name, path in members.items():
                archive.add(path, arcname=name, recursive=False)
        part.replace(target)
    return {"file": str(target), "bytes": target.stat().st_size, "counts": manifest["counts"]}


def _beside() -> Iterator[tuple[str, Path]]:
    data = settings.ENV.data
    for name in KEPT_BESIDE:
        if (data / name).exists():
            yield name, data / name
    for folder in (Path(settings.MEDIA_ROOT), data / "models"):
        for path in sorted(folder.rglob("*")) if folder.exists() else ():
            if path.is_file():
                yield str(path.relative_to(data)), path


def _dump(target: Path) -> None:
    if connection.vendor == "sqlite":
        connection.ensure_connection()
        with sqlite3.connect(target) as copy:
            connection.connection.backup(copy, pages=2000)
        copy.close()
        return
    _run_postgres("pg_dump", ["--format=custom", "--no-owner", f"--file={target}"])


def _run_postgres(program: str, arguments: list[str]) -> None:
    found = shutil.which(program) or next(
        (str(path) for path in sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{program}"), reverse=True)),
        None,
    )
    if found is None:
        raise _refused(
            "no_program", f"缺少 {program}：apt-get install postgresql-client", f"{program} is missing"
        )
    done = subprocess.run(
        [found, f"--dbname={settings.ENV.database_url}", *arguments],
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        line = (done.stderr.strip().splitlines() or ["?"])[-1]
        raise _refused("wrong_database", f"{program} 没有成功：{line}", f"{program} failed: {line}")


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _add_bytes(archive: tarfile.TarFile, name: str, content: bytes) -> None:
    entry = tarfile.TarInfo(name)
    entry.size = len(content)
    archive.addfile(entry, io.BytesIO(content))


def restore(source: Path) -> dict[str, Any]:
    """Bring a backup back into this (empty) deployment. Every digest is checked before anything is put in place."""
    if not source.exists():
        raise _refused("no_file", f"没有文件 {source}", f"no file {source}")
    data = settings.ENV.data
    if _holds_data():
        raise _refused(
            "not_empty",
            f"{data} 里已经有数据，只能恢复到空的目录",
            f"{data} holds data; restore into an empty one",
        )
    connection.close()
    with tempfile.TemporaryDirectory(dir=data) as folder:
        root = Path(folder)
        manifest = _unpack(source, root)
        if manifest["database"] != connection.vendor:
            raise _refused(
                "wrong_database", "备份来自另一种数据库", "the backup is of another kind of database"
            )
        _put_database(root)
        _join_erased(data / ERASED, root / ERASED)
        for name in manifest["digests"]:
            if not name.startswith("database.") and name != ERASED:
                place = data / name
                place.parent.mkdir(parents=True, exist_ok=True)
                shutil.move(root / name, place)
    # From here on everything sealed is opened with the key that came with the backup.
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = secret_key(data), older_secrets(data)
    settings.SECRET_HASH_KEYS = hash_keys(data)
    found = counts()
    wrong = [name for name, count in manifest["counts"].items() if found.get(name) != count]
    if wrong:
        raise _refused(
            "wrong_counts",
            f"恢复后的行数与备份时不同：{'、'.join(wrong)}",
            f"rows differ: {', '.join(wrong)}",
        )
    erased = erase_listed(listed=data / ERASED) if (data / ERASED).exists() else 0
    return {"file": str(source), "counts": manifest["counts"], "erased_again": erased}


def _join_erased(kept: Path, backed_up: Path) -> None:
    """The list of erased persons of the machine that is replaced, with that of the backup: the longer memory counts."""
    lines = [
        line for path in (kept, backed_up) if path.exists() for line in path.read_text("utf-8").splitlines()
    ]
    if lines:
        kept.write_text("".join(f"{line}\n" for line in dict.fromkeys(lines)), "utf-8")


def _holds_data() -> bool:
    if connection.vendor == "sqlite":
        place = Path(settings.DATABASES["default"]["NAME"])
        return place.exists() and place.stat().st_size > 0
    return bool(connection.introspection.table_names())


def _unpack(source: Path, root: Path) -> dict[str, Any]:
    try:
        with tarfile.open(source, "r:gz") as archive:
            for entry in archive:
                _put_member(archive, entry, root)
        manifest: dict[str, Any] = json.loads((root / MANIFEST).read_text("utf-8"))
    except (tarfile.TarError, OSError, EOFError, ValueError) as error:
        raise _refused(
            "wrong_file", f"读不出这个备份：{error}", f"this backup can't be read: {error}"
        ) from None
    bad = [
        name
        for name, digest in manifest["digests"].items()
        if not (root / name).is_file() or _digest(root / name) != digest
    ]
    if bad:
        raise _refused(
            "wrong_file", f"备份已损坏：{'、'.join(bad[:5])}", f"the backup is damaged: {', '.join(bad[:5])}"
        )
    return manifest


def _put_member(archive: tarfile.TarFile, entry: tarfile.TarInfo, root: Path) -> None:
    """One plain file below ``root``; anything that points elsewhere makes the backup unreadable."""
    target = (root / entry.name).resolve()
    content = archive.extractfile(entry) if entry.isfile() else None
    if content is None or not target.is_relative_to(root.resolve()):
        raise ValueError(entry.name)
    target.parent.mkdir(parents=True, exist_ok=True)
    with target.open("wb") as out:
        shutil.copyfileobj(content, out)


def _put_database(root: Path) -> None:
    if connection.vendor == "sqlite":
        place = Path(settings.DATABASES["default"]["NAME"])
        for tail in ("", "-wal", "-shm"):
            Path(f"{place}{tail}").unlink(missing_ok=True)
        shutil.move(root / "database.sqlite3", place)
        return
    _run_postgres("pg_restore", ["--no-owner", "--exit-on-error", str(root / "database.pgdump")])
