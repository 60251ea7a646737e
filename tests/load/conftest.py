"""A served world for the tests that race but do not kill."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.load.serving import Site, site


@pytest.fixture(scope="package")
def calm_site(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Iterator[Site]:
    """One served world for all races of this run."""
    with site(tmp_path_factory.mktemp("races"), f"races_{worker_id}") as made:
        yield made
