"""``jinlin secret``: a new secret, what older ones sealed sealed anew, the older ones forgotten."""

from __future__ import annotations

import click

from jinlin.site.cli import django_ready, fail, say

NOT_RESTARTED = {
    "code": "not_restarted",
    "zh": "换密钥以后没有重新启动过的服务，还在用旧的密钥密封；先重新启动，再加 --restarted",
    "en": "processes not started again since the change still seal with the old secret; restart, then add --restarted",
}
STILL_SEALED = {
    "code": "still_sealed",
    "zh": "还有 {left} 处是旧的密钥密封的，先运行 jinlin secret reseal",
    "en": "{left} values are still sealed with older secrets: run jinlin secret reseal first",
}


@click.group("secret")
def command() -> None:
    """The secret from which every key of this deployment is made."""


@command.command("rotate")
@click.option("--json", "as_json", is_flag=True)
def rotate(as_json: bool) -> None:
    """Make a new secret; the former still opens what it sealed and signed. Start the platform again afterwards."""
    django_ready()
    from django.conf import settings

    from jinlin.site.env import rotate_secret

    try:
        older = rotate_secret(settings.ENV.data)
    except OSError as error:
        fail([{"code": "no_folder", "zh": f"写不进去：{error}", "en": str(error)}], as_json=as_json)
        return
    text = f"新的密钥已经写好，还认得 {older} 把旧的；请马上重新启动服务，并做一次备份"
    say({"older": older}, as_json=as_json, text=text)


@command.command("reseal")
@click.option("--json", "as_json", is_flag=True)
def reseal(as_json: bool) -> None:
    """Seal anew what older secrets sealed, while people work; cut off, it is started again and goes on."""
    django_ready()
    from jinlin.base import resealing

    def tell(table: str, found: resealing.Found) -> None:
        if not as_json:
            click.echo(f"{table}：看过 {found.looked}，换新 {found.older}", err=True)

    found = resealing.reseal(tell)
    text = f"看过 {found.looked} 处，用新的密钥重新密封了 {found.older} 处"
    if found.closed:
        text += f"；有 {found.closed} 处任何密钥都打不开"
    say({"looked": found.looked, "resealed": found.older, "closed": found.closed}, as_json=as_json, text=text)


@command.command("forget")
@click.option(
    "--restarted",
    is_flag=True,
    help="Say that the platform was started again since the last change of secret.",
)
@click.option("--json", "as_json", is_flag=True)
def forget(restarted: bool, as_json: bool) -> None:
    """Drop the older secrets once nothing is sealed with them. Receipts, plates and links from before stop counting."""
    django_ready()
    from django.conf import settings

    from jinlin.base import resealing, sealed
    from jinlin.site.env import forget_secrets

    if not restarted:
        fail([NOT_RESTARTED], as_json=as_json)
    left = resealing.reseal(look_only=True).older
    if left:
        fail([STILL_SEALED | {"zh": STILL_SEALED["zh"].format(left=left), "en": STILL_SEALED["en"].format(left=left)}], as_json=as_json)  # fmt: skip
    keys = {purpose: sealed.hash_key(purpose).hex() for purpose in sealed.PURPOSES}
    try:
        gone = forget_secrets(settings.ENV.data, keys)
    except OSError as error:
        fail([{"code": "no_folder", "zh": f"写不进去：{error}", "en": str(error)}], as_json=as_json)
        return
    text = f"忘掉了 {gone} 把旧的密钥；请马上重新启动服务，并做一次备份"
    say({"forgotten": gone}, as_json=as_json, text=text)
