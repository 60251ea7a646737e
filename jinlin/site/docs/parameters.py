"""The reference page of parameters: every dated value with its source and whether somebody verified it."""

from __future__ import annotations

import datetime as dt

from jinlin.base.parameters import shipped_parameters


def page() -> str:
    """All shipped values as a Markdown table."""
    rows = [
        "# Parameters · 参数\n\nMade by `jinlin docs` from `parameters/`; do not edit.\n",
        "| name | 名称 | value | region | since | source | confidence | verified |",
        "|---|---|---|---|---|---|---|---|",
    ]
    for one in sorted(
        shipped_parameters().entries, key=lambda entry: (entry.name, entry.region, entry.since)
    ):
        since = "" if one.since == dt.date.min else one.since.isoformat()
        verified = "yes" if one.verified else "未核实 unverified"
        cells = (
            f"`{one.name}`", one.words.zh, one.value, one.region, since, f"{one.source} {one.article}".strip(), one.confidence,
            verified,
        )  # fmt: skip
        rows.append("| " + " | ".join(str(cell) for cell in cells) + " |")
    return "\n".join(rows) + "\n"
