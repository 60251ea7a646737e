"""Addresses of the API that answer alike share one model of that answer.

Ninja makes a new model for every status of every address. With some six hundred steps that is four thousand models of
six different answers, and fifty megabytes in each web process.
"""

from __future__ import annotations

from functools import cache
from typing import Any

from ninja import Schema, operation


@cache
def _model_of(answer: Any) -> type[Schema]:
    return type("NinjaResponseSchema", (Schema,), {"__annotations__": {"response": answer}})


class SharingOperation(operation.Operation):
    """An operation whose answers are modelled once for the whole API."""

    def _create_response_model(self, response_param: Any) -> type[Schema] | None:
        return None if response_param is None else _model_of(response_param)


def share() -> None:
    """Let every address that is added from now on share; ninja offers no setting for the class of its operations."""
    operation.Operation = SharingOperation  # type: ignore[misc]
