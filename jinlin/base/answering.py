"""Addresses of the API that ask or answer alike share one model of it.

Ninja makes a new model for every status of every address, and one for the words in it. With some six hundred steps
those are four thousand models of six different answers and six hundred of the same word, and sixty megabytes in each
web process.
"""

from __future__ import annotations

from functools import cache
from typing import Any

from ninja import Schema, operation
from ninja.params.models import Path

_addresses: dict[Any, list[Any]] = {}


@cache
def _model_of(answer: Any) -> type[Schema]:
    return type("NinjaResponseSchema", (Schema,), {"__annotations__": {"response": answer}})


class SharingOperation(operation.Operation):
    """An operation whose answers are modelled once for the whole API."""

    def _create_response_model(self, response_param: Any) -> type[Schema] | None:
        return None if response_param is None else _model_of(response_param)


class SharingSignature(operation.ViewSignature):
    """What a view takes; the words in its address are modelled once for all addresses that have the same ones."""

    def _create_models(self) -> list[Any]:
        every = self.params
        words = [one for one in every if isinstance(one.source, Path)]
        key = tuple((one.name, one.alias, one.annotation, repr(one.source)) for one in words)
        try:
            if words and key not in _addresses:
                self.params = words
                _addresses[key] = super()._create_models()
            self.params = [one for one in every if not isinstance(one.source, Path)]
            return [*(_addresses[key] if words else []), *super()._create_models()]
        finally:
            self.params = every


def share() -> None:
    """Let every address that is added from now on share; ninja offers no setting for the class of its operations."""
    operation.Operation = SharingOperation  # type: ignore[misc]
    operation.ViewSignature = SharingSignature  # type: ignore[misc]
