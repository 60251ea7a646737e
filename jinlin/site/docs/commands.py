"""The reference page of the command line, from the commands' own help."""

from __future__ import annotations

import click

from jinlin.site.cli import main


def page() -> str:
    """Every command with its arguments and options."""
    parts = ["# Commands · 命令行\n\nMade by `jinlin docs` from the commands; do not edit.\n"]
    _walk(main, "jinlin", None, parts)
    return "\n".join(parts)


def _walk(command: click.Command, name: str, above: click.Context | None, parts: list[str]) -> None:
    context = click.Context(command, info_name=name, parent=above, max_content_width=100, terminal_width=100)
    if isinstance(command, click.Group):
        for inner in command.list_commands(context):
            found = command.get_command(context, inner)
            if found is not None:
                _walk(found, inner, context, parts)
        return
    parts.append(f"## {context.command_path}\n\n```\n{command.get_help(context)}\n```\n")
