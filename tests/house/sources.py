"""The project's own files, as git knows them: what is tracked, and what is new and not ignored."""

from __future__ import annotations

import functools
import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent


@functools.cache
def files(*endings: str) -> tuple[Path, ...]:
    """Paths relative to the root, sorted; with endings such as ``.py`` only those."""
    listed = subprocess.run(
        ["git", "-c", "safe.directory=*", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT, capture_output=True, text=True, check=True,
    ).stdout.split("\0")  # fmt: skip
    found = {Path(name) for name in listed if name and (not endings or name.endswith(endings))}
    return tuple(sorted(path for path in found if (ROOT / path).is_file()))


def text(path: Path) -> str:
    """The text of a file of ``files``."""
    return (ROOT / path).read_text(encoding="utf-8")
