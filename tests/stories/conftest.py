"""Each story has a world of its own: what others told before would count against the limits of one address."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.world import fresh_copy, own_world


@pytest.fixture(scope="module")
def world_folder(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Path:
    """The data folder of this story's world."""
    return fresh_copy(tmp_path_factory, worker_id)


@pytest.fixture(scope="module")
def world_server(world_folder: Path, worker_id: str) -> Iterator[str]:
    """The address of this story's served world."""
    with own_world(world_folder, f"story_{worker_id}") as root:
        yield root
