"""What the tests of the demo world share."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.site.standing import standing_world


@pytest.fixture(scope="module")
def standing_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder that holds the mark of the standing world."""
    return tmp_path_factory.mktemp("standing")


@pytest.fixture(scope="module")
def standing(
    standing_folder: Path, django_db_setup: None, django_db_blocker: Any
) -> Iterator[dict[str, Any]]:
    """The file's demo world, as making it told of it."""
    with standing_world(standing_folder, django_db_blocker) as told:
        yield told


@pytest.fixture
def made(standing: dict[str, Any], db: None) -> dict[str, Any]:
    """The demo world, with whatever a test changes taken back afterwards."""
    return standing
