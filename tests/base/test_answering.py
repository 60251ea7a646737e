"""Hundreds of addresses of the API, few models of answers."""

from __future__ import annotations

from django.urls import get_resolver

from jinlin.base.rest import api


def test_addresses_that_answer_alike_share_one_model_of_the_answer() -> None:
    get_resolver().url_patterns  # noqa: B018 - every app adds its addresses
    answers = [
        model
        for _, router in api._routers
        for path in router.path_operations.values()
        for operation in path.operations
        for model in operation.response_models.values()
    ]
    assert len(answers) > 2000 and len({id(model) for model in answers}) < 200
