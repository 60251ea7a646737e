"""Shapes of what the API takes and answers for matters."""

from __future__ import annotations

from ninja import Schema
from pydantic import ConfigDict, Field

from jinlin.base.rest import LineOut, OfferOut


class PlaceOut(Schema):
    """A place by code, name and level."""

    code: str
    name: str
    level: str


class OwnerOut(Schema):
    """Who has it: a named person in a seat."""

    username: str
    name: str


class MatterRow(Schema):
    """A matter in a list."""

    number: str
    title: str
    state: str
    state_zh: str
    state_en: str
    owner: OwnerOut
    lead: str
    place: PlaceOut
    category: str
    category_zh: str
    told_at: str
    due_at: str | None
    due_provisional: bool
    late: bool
    tellers: int
    long_running: bool
    supervised: bool
    public: bool


class MatterOut(MatterRow):
    """A matter with its thread and the steps as the asker sees them."""

    channel: str
    answered_at: str | None
    closed_at: str | None
    outcome: str
    solved: bool | None
    satisfaction: int | None
    into: str
    thread: list[LineOut]
    offers: list[OfferOut]
    calls: list[CallOut]


class CallOut(Schema):
    """A call (whistle) to one institution, with its own steps."""

    id: int
    institution: str
    state: str
    state_zh: str
    answer_due_at: str | None
    arrive_due_at: str | None
    mark: int | None
    offers: list[OfferOut]


MatterOut.model_rebuild()


class MattersOut(Schema):
    """A page of matters, newest deadline or newest told first; ``next`` is the page to ask for, or null."""

    items: list[MatterRow]
    page: int
    next: int | None
    total: int
    total_is_exact: bool


class TellIn(Schema):
    """What a resident tells. ``place`` is the code of a community, an estate or a smaller place."""

    model_config = ConfigDict(extra="ignore")
    text: str = Field(max_length=20000)
    place: str | int
    spot: str | None = None
    category: str | None = None
    urgent: int | str | None = None
    name: str | None = None
    phone: str | None = None
    private: bool | None = None
    on_behalf: bool = False
    channel: str | None = None
    lat: float | None = Field(default=None, ge=-90, le=90)
    long: float | None = Field(default=None, ge=-180, le=180)
    files: list[int] = Field(default_factory=list)


class ToldOut(Schema):
    """The receipt: the number, who has it, until when, and the link to follow it."""

    number: str
    state: str
    owner: OwnerOut
    due_at: str | None
    follow: str
    short: str
