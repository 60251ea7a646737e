"""Typed settings from the environment: read once, faults listed all together, never guessed."""

from __future__ import annotations

import contextlib
import json
import os
import re
import secrets
import shlex
import shutil
from dataclasses import dataclass
from ipaddress import ip_network
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit


class BadSettings(SystemExit):
    """The settings hold faults; every one is listed and the process ends with status 2."""

    def __init__(self, faults: list[str]) -> None:
        super().__init__(2)
        self.faults = faults


@dataclass(frozen=True)
class Env:
    """What an operator may set. ``data`` holds the embedded database, uploaded files and the keys."""

    data: Path
    database_url: str
    debug: bool
    hosts: tuple[str, ...]
    https: bool
    sms_url: str
    notice_urls: tuple[str, ...]
    trusted_proxies: tuple[str, ...]
    second_factor: bool
    synchronous: str
    map_tiles: str = ""
    map_tiles_crs: str = "wgs84"
    map_tiles_credit: str = ""
    service_phone: str = "12345"
    scanner: str = ""


def _flag(name: str, default: bool, faults: list[str]) -> bool:
    value = os.environ.get(name, "").strip().lower()
    if value in ("", "1", "0", "true", "false", "yes", "no"):
        return default if value == "" else value in ("1", "true", "yes")
    faults.append(f"{name}={value!r}: write 1 or 0")
    return default


def _words(name: str, default: str = "") -> tuple[str, ...]:
    return tuple(part.strip() for part in os.environ.get(name, default).split(",") if part.strip())


def read_env() -> Env:
    """Read and check every JINLIN_ setting. Faults end the process with status 2, all listed."""
    faults: list[str] = []
    data = Path(os.environ.get("JINLIN_DATA") or "var").expanduser().absolute()
    url = os.environ.get("JINLIN_DATABASE_URL", "").strip()
    if url and not _is_postgresql(url):
        faults.append("JINLIN_DATABASE_URL: only postgresql://user:password@host:port/name is accepted")
    synchronous = os.environ.get("JINLIN_SYNCHRONOUS", "FULL").upper()
    if synchronous not in ("FULL", "NORMAL"):
        faults.append(f"JINLIN_SYNCHRONOUS={synchronous!r}: FULL or NORMAL")
    env = Env(
        data=data,
        database_url=url,
        debug=_flag("JINLIN_DEBUG", False, faults),
        hosts=_words("JINLIN_HOSTS", "127.0.0.1,localhost,[::1],testserver"),
        https=_flag("JINLIN_HTTPS", False, faults),
        sms_url=os.environ.get("JINLIN_SMS_URL", "").strip(),
        notice_urls=_words("JINLIN_NOTICE_URLS"),
        trusted_proxies=_words("JINLIN_TRUSTED_PROXIES"),
        second_factor=_flag("JINLIN_SECOND_FACTOR", True, faults),
        synchronous=synchronous,
        map_tiles=os.environ.get("JINLIN_MAP_TILES", "").strip(),
        map_tiles_crs=os.environ.get("JINLIN_MAP_TILES_CRS", "wgs84").strip().lower(),
        map_tiles_credit=os.environ.get("JINLIN_MAP_TILES_CREDIT", "").strip(),
        service_phone=os.environ.get("JINLIN_SERVICE_PHONE", "").strip() or "12345",
        scanner=os.environ.get("JINLIN_SCANNER", "").strip(),
    )
    faults += _tile_faults(env) + _reach_faults(env) + _scanner_faults(env)
    known = {
        "JINLIN_DATA", "JINLIN_DATABASE_URL", "JINLIN_DEBUG", "JINLIN_HOSTS", "JINLIN_HTTPS", "JINLIN_SMS_URL",
        "JINLIN_NOTICE_URLS", "JINLIN_TRUSTED_PROXIES", "JINLIN_SECOND_FACTOR", "JINLIN_SYNCHRONOUS", "JINLIN_SHARED_DATA",
        "JINLIN_MAP_TILES", "JINLIN_MAP_TILES_CRS", "JINLIN_MAP_TILES_CREDIT",
        "JINLIN_SERVICE_PHONE", "JINLIN_SCANNER",
    }  # fmt: skip
    prefixes = ("JINLIN_SOCIAL_", "JINLIN_TEST_", "JINLIN_BENCH_")
    faults += [
        f"{name}: no such setting"
        for name in sorted(os.environ)
        if name.startswith("JINLIN_") and name not in known and not name.startswith(prefixes)
    ]
    if faults:
        raise BadSettings(faults)
    return env


def _is_postgresql(url: str) -> bool:
    """Whether an address names a PostgreSQL and a database in it; a port that is none is a ``ValueError`` in ``urlsplit``."""
    with contextlib.suppress(ValueError):
        parts = urlsplit(url)
        return parts.scheme in ("postgresql", "postgres") and bool(parts.path.strip("/")) and parts.port != 0
    return False


def _reach_faults(env: Env) -> list[str]:
    """By whom the platform is reached and whom it reaches; an address may hold a secret and is never printed."""
    faults = [] if env.hosts else ["JINLIN_HOSTS: name at least one host, or leave it out"]
    faults += [
        f"JINLIN_HOSTS: {host!r} is no host name; write jinlin.example.cn, without https:// and without a path"
        for host in env.hosts
        if not re.fullmatch(r"\.?[\w-]+(\.[\w-]+)*|\[[0-9a-fA-F:.]+\]", host)
    ]
    for proxy in env.trusted_proxies:
        try:
            ip_network(proxy, strict=False)
        except ValueError:
            faults.append(f"JINLIN_TRUSTED_PROXIES: {proxy!r} is no address; write 127.0.0.1 or 10.0.0.0/8")
    if env.sms_url and not _is_sender(env.sms_url.replace("{phone}", "13800000000")):
        faults.append("JINLIN_SMS_URL: no sender is known by this address; see the list of Apprise")
    if not re.fullmatch(r"\+?\d[\d-]{2,18}", env.service_phone):
        faults.append(
            f"JINLIN_SERVICE_PHONE={env.service_phone!r}: a number to call, such as 12345 or 0592-1234567"
        )
    faults += [
        f"JINLIN_NOTICE_URLS: no sender is known by address {number} of the list; see the list of Apprise"
        for number, url in enumerate(env.notice_urls, 1)
        if not _is_sender(url)
    ]
    return faults


def _is_sender(url: str) -> bool:
    """Whether the library that sends messages can do something with an address; it is loaded only where one is set."""
    import logging

    import apprise

    logging.getLogger("apprise").setLevel(logging.CRITICAL)
    return apprise.Apprise.instantiate(url, suppress_exceptions=True) is not None


def _tile_faults(env: Env) -> list[str]:
    """Tiles of an outside map service are off; where they are wanted, their address, datum and credit are said."""
    faults = []
    if env.map_tiles:
        parts = urlsplit(env.map_tiles)
        if (
            parts.scheme != "https"
            or not parts.hostname
            or any(mark not in env.map_tiles for mark in ("{x}", "{y}", "{z}"))
        ):
            faults.append("JINLIN_MAP_TILES: an https address with {z}, {x} and {y}, or nothing")
        if not env.map_tiles_credit:
            faults.append("JINLIN_MAP_TILES_CREDIT: say whose map it is and its approval number")
    if env.map_tiles_crs not in ("wgs84", "gcj02"):
        faults.append(f"JINLIN_MAP_TILES_CRS={env.map_tiles_crs!r}: wgs84 or gcj02")
    return faults


def _scanner_faults(env: Env) -> list[str]:
    """A scanner that is named is one that can be asked: a socket's address, or a command that is there."""
    said = "JINLIN_SCANNER: write clamd:/run/clamav/clamd.ctl, clamd:127.0.0.1:3310, or a command that is installed"
    if not env.scanner:
        return []
    if env.scanner.startswith("clamd:"):
        return [] if re.fullmatch(r"clamd:(/.+|[^/\s]+:\d{1,5})", env.scanner) else [said]
    try:
        words = shlex.split(env.scanner)
    except ValueError:
        return [said]
    return [] if words and shutil.which(words[0]) else [said]


def tile_hosts(env: Env) -> list[str]:
    """The one host from which pictures of a map may come; none while tiles are off."""
    parts = urlsplit(env.map_tiles)
    return [f"https://{parts.netloc.replace('{s}', '*')}"] if env.map_tiles else []


def secret_key(data: Path) -> str:
    """The deployment's key, made at the first start and kept beside the data, outside the database.

    ``BadSettings`` where the folder can't be made, read or written.
    """
    place = data / "secret.key"
    try:
        data.mkdir(parents=True, exist_ok=True)
        # One of no length was left by a start that was cut short in older versions; nothing was ever sealed with it.
        if not place.exists() or not place.stat().st_size:
            _first_secret(place)
        return place.read_text().strip()
    except OSError as error:
        raise BadSettings([f"JINLIN_DATA: {data} is no folder to write in ({error.strerror})"]) from None


def _first_secret(place: Path) -> None:
    """Put a secret in its place as a whole; of several processes that start at once, one's counts for all."""
    part = place.with_name(f"{place.name}.{os.getpid()}")
    _write_secret(part, secrets.token_urlsafe(48))
    try:
        if place.exists() and not place.stat().st_size:
            part.replace(place)
        else:
            os.link(part, place)
    except FileExistsError:
        pass
    except OSError:
        # A file system without links to one file.
        part.replace(place)
    finally:
        part.unlink(missing_ok=True)


def older_secrets(data: Path) -> list[str]:
    """Secrets that were in use before, the youngest first: what was signed or sealed with them still holds."""
    place = data / "secret.old"
    try:
        return place.read_text().split() if place.exists() else []
    except OSError as error:
        raise BadSettings([f"JINLIN_DATA: {place} can't be read ({error.strerror})"]) from None


def hash_keys(data: Path) -> dict[str, str]:
    """By purpose the keys of hashes made with secrets that were forgotten; empty where none was."""
    place = data / "secret.hashes"
    try:
        return dict(json.loads(place.read_text())) if place.exists() else {}
    except (OSError, ValueError) as error:
        raise BadSettings([f"JINLIN_DATA: {place} can't be read ({error})"]) from None


def forget_secrets(data: Path, keys: dict[str, str]) -> int:
    """The older secrets go, and what was derived from the oldest for keyed hashes stays; answers how many went.

    The keys are kept before the secrets go, so that a cut in between loses nothing.
    """
    older = older_secrets(data)
    _put_secret(data / "secret.hashes", json.dumps(keys))
    (data / "secret.old").unlink(missing_ok=True)
    return len(older)


def rotate_secret(data: Path) -> int:
    """A new secret comes into use, the former one joins the older; answers how many older ones are known now.

    The former is kept before the new is put in its place, so that a cut in between loses nothing.
    """
    older = list(dict.fromkeys([secret_key(data), *older_secrets(data)]))
    _put_secret(data / "secret.old", "".join(f"{secret}\n" for secret in older))
    _put_secret(data / "secret.key", secrets.token_urlsafe(48))
    return len(older)


def _put_secret(place: Path, text: str) -> None:
    """Replace a file as a whole, readable by its owner alone."""
    part = place.with_name(f"{place.name}.new")
    _write_secret(part, text)
    part.replace(place)


def _write_secret(place: Path, text: str) -> None:
    place.unlink(missing_ok=True)
    with os.fdopen(os.open(place, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as out:
        out.write(text)
        out.flush()
        os.fsync(out.fileno())


def database(env: Env) -> dict[str, object]:
    """Django's settings for the embedded SQLite file or for the named PostgreSQL."""
    if not env.database_url:
        return {
            "ENGINE": "jinlin.site.sqlite3",
            "NAME": env.data / "jinlin.sqlite3",
            "CONN_MAX_AGE": None,
            "OPTIONS": {
                "timeout": 12,
                "cached_statements": 32,
                "transaction_mode": "IMMEDIATE",
                "init_command": (
                    f"PRAGMA journal_mode=WAL; PRAGMA synchronous={env.synchronous};"
                    "PRAGMA temp_store=MEMORY; PRAGMA journal_size_limit=67108864;"
                    "PRAGMA wal_autocheckpoint=8000;"
                ),
            },
        }
    parts = urlsplit(env.database_url)
    options: dict[str, object] = dict(parse_qsl(parts.query))
    host = options.pop("host", None) or parts.hostname or ""
    # A server that is away or a lock that is never given up is answered with "not now", not waited for.
    options.setdefault("connect_timeout", 2)
    options.setdefault("tcp_user_timeout", 5000)
    options.setdefault("options", "-c lock_timeout=12s")
    # How often a connection asks the same before it is planned once; `?prepare_threshold=` with nothing: never.
    asked = str(options.pop("prepare_threshold", "3"))
    options["prepare_threshold"] = int(asked) if asked.isdecimal() else None
    return {
        "ENGINE": "jinlin.site.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": host,
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": None,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": options,
    }
