"""``jinlin secret rotate``."""

from __future__ import annotations

import click

from jinlin.site.cli import django_ready, fail, say


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
