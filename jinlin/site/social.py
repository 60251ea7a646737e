"""Outside doors for signing in (WeChat, DingTalk, Feishu, OpenID Connect): off until the operator sets them up."""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from jinlin.site.env import BadSettings

PREFIX = "JINLIN_SOCIAL_"
LIBRARY_NAMES = {"WEIXIN": "weixin", "DINGTALK": "dingtalk", "FEISHU": "feishu"}
HOSTS = {
    "WEIXIN": "https://open.weixin.qq.com",
    "DINGTALK": "https://login.dingtalk.com",
    "FEISHU": "https://passport.feishu.cn",
}


@dataclass(frozen=True)
class Door:
    """One outside door: whose, our id and secret there; for OpenID Connect also its address and its name."""

    kind: str
    client: str
    secret: str
    issuer: str = ""
    name: str = ""


def read_social() -> list[Door]:
    """Read ``JINLIN_SOCIAL_<KIND>_ID`` and ``_SECRET`` (OIDC also ``_ISSUER``, ``_NAME``); faults end the start."""
    given = {
        name.removeprefix(PREFIX): value.strip()
        for name, value in os.environ.items()
        if name.startswith(PREFIX)
    }
    given = {name: value for name, value in given.items() if value}
    faults, doors, used = [], [], set()
    for kind in (*LIBRARY_NAMES, "OIDC"):
        parts = ("ID", "SECRET", "ISSUER") if kind == "OIDC" else ("ID", "SECRET")
        names = [f"{kind}_{part}" for part in parts]
        used |= {*names, f"{kind}_NAME"} if kind == "OIDC" else set(names)
        found = [given.get(name, "") for name in names]
        if any(found) and not all(found):
            missing = ", ".join(PREFIX + name for name, value in zip(names, found, strict=True) if not value)
            faults.append(f"{PREFIX}{kind}: also set {missing}")
        elif all(found):
            issuer = found[2] if kind == "OIDC" else ""
            if issuer and urlsplit(issuer).scheme != "https":
                faults.append(f"{PREFIX}OIDC_ISSUER: only https://… is accepted")
            doors.append(Door(kind, found[0], found[1], issuer, given.get("OIDC_NAME", "") if issuer else ""))
    faults += [f"{PREFIX}{name}: no such setting" for name in sorted(set(given) - used)]
    if faults:
        raise BadSettings(faults)
    return doors


def providers(doors: list[Door]) -> dict[str, Any]:
    """The sign-in library's settings for the doors; empty where none is set up."""
    made: dict[str, Any] = {}
    for door in doors:
        app: dict[str, Any] = {"client_id": door.client, "secret": door.secret}
        if door.kind == "OIDC":
            app |= {
                "provider_id": "oidc",
                "name": door.name or "OpenID Connect",
                "settings": {"server_url": door.issuer, "oauth_pkce_enabled": True},
            }
            made["openid_connect"] = {"APPS": [app]}
        else:
            made[LIBRARY_NAMES[door.kind]] = {"APPS": [app]}
    return made


def hosts(doors: list[Door]) -> list[str]:
    """Origins to which the page's sign-in form may lead on, for the content security policy."""
    found = []
    for door in doors:
        parts = urlsplit(door.issuer)
        found.append(f"{parts.scheme}://{parts.netloc}" if door.kind == "OIDC" else HOSTS[door.kind])
    return found
