"""Real material that nobody here wrote, read in place and never copied into the project."""

import os
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent


def shared_folder() -> Path:
    """The folder of shared material: JINLIN_SHARED_DATA, or ``shared/data`` beside the checkout."""
    named = os.environ.get("JINLIN_SHARED_DATA")
    return Path(named) if named else ROOT.parent / "shared" / "data"


def shared(relative: str) -> Path:
    """The path of one shared file; the test is skipped with a reason where the folder is absent."""
    path = shared_folder() / relative
    if not path.exists():
        pytest.skip(f"shared data is absent on this machine: {relative}")
    return path
