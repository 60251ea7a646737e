"""``jinlin docs``: write the generated reference pages, or check that they agree."""

from __future__ import annotations

import click

from jinlin.site.cli import django_ready, fail, say


@click.command("docs")
@click.option("--check", is_flag=True, help="Change nothing; status 2 when a page differs.")
@click.option("--json", "as_json", is_flag=True)
def command(check: bool, as_json: bool) -> None:
    """Write docs/reference from the declarations (for developers, in a checkout)."""
    django_ready()
    from jinlin.site import docs

    if check:
        old = docs.stale()
        if old:
            fail([f"docs/reference/{name} 与声明不一致，请运行 jinlin docs" for name in old], as_json=as_json)
        say({"stale": []}, as_json=as_json, text="docs/reference 与声明一致")
        return
    changed = docs.write()
    say({"written": changed}, as_json=as_json, text="\n".join(changed) or "没有变化")
