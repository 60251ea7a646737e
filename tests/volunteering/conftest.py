"""Each walk in a browser has a world of its own: a second code within a minute is refused to the same number."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.world import fresh_copy, own_world


@pytest.fixture
def world_folder(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Path:
    """The data folder of this walk's world."""
    return fresh_copy(tmp_path_factory, worker_id)


@pytest.fixture
def world_server(world_folder: Path, worker_id: str) -> Iterator[str]:
    """The address of this walk's served world."""
    with own_world(world_folder, f"walk_{worker_id}") as root:
        yield root
