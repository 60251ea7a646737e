"""Small drawn pictures that stand for photos in the demo world; they show nobody and no place."""

from __future__ import annotations

import datetime as dt
import hashlib
import io
from functools import lru_cache
from pathlib import Path
from random import Random

from django.conf import settings
from PIL import Image, ImageDraw

from jinlin.base.actor import Actor
from jinlin.base.models import Event, StoredFile
from jinlin.base.uploads import FOLDER
from jinlin.site.demo.walk import Walk
from jinlin.site.demo.world import World

SIZE, THUMB = (960, 720), (480, 360)
SCENES = 8


@lru_cache(maxsize=SCENES)
def scene(number: int) -> tuple[bytes, bytes]:
    """One of a few scenes as JPEG, and its small picture: a wall, a floor, a door, a pipe, a lamp."""
    chance = Random(f"scene:{number}")  # noqa: S311 - a picture, not a secret
    image = Image.new("RGB", SIZE, (214, 208, 196))
    draw = ImageDraw.Draw(image)
    floor = 480 + chance.randrange(80)
    draw.rectangle((0, floor, 960, 720), fill=(150 - number * 4, 146, 140))
    left = 120 + chance.randrange(420)
    draw.rectangle(
        (left, floor - 360, left + 190, floor), fill=(120, 92 + number * 6, 74), outline=(80, 60, 50), width=6
    )
    draw.ellipse((left + 150, floor - 190, left + 168, floor - 172), fill=(210, 190, 120))
    for x in (70, 880):
        draw.rectangle((x - 10, 0, x + 10, floor), fill=(170, 172, 176))
    draw.ellipse((440, 40, 520, 90), fill=(250, 244, 214) if number % 2 else (110, 108, 104))
    for _ in range(60):
        x, y = chance.randrange(960), chance.randrange(720)
        draw.line((x, y, x + chance.randrange(-18, 18), y + chance.randrange(-6, 6)), fill=(128, 124, 118))
    return _jpeg(image), _jpeg(image.resize(THUMB))


def _jpeg(image: Image.Image) -> bytes:
    out = io.BytesIO()
    image.save(out, "JPEG", quality=70)
    return out.getvalue()


def attach_photo(walk: Walk, by: Actor, name: str) -> None:
    """Put a picture on disk and tie it to what last happened to the walk's matter; who sees that, sees it."""
    event = walk.last
    seen = "teller" if event.thing == "matter.told" else event.seen
    hang_photo(walk.world, event, name, by=by.account if by.staff else 0, seen=seen, at=walk.at)


def hang_photo(world: World, event: Event, name: str, *, by: int, seen: str, at: dt.datetime) -> None:
    """Put a picture on disk and hang it on an event of any subject."""
    number = len(world.rows.of(StoredFile)) + 1
    data, thumb = scene(number % SCENES)
    token = hashlib.sha256(f"{settings.SECRET_KEY}:demo-photo:{number}".encode()).hexdigest()[:32]
    stem = f"{FOLDER}/{token[:2]}/{token}"
    paths = f"{stem}.jpg", f"{stem}-small.jpg"
    for path, content in zip(paths, (data, thumb), strict=True):
        target = Path(settings.MEDIA_ROOT) / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)
    kept = StoredFile(
        name=f"{name}.jpg", kind="image/jpeg", size=len(data), digest=hashlib.sha256(data).hexdigest(), path=paths[0],
        thumb=paths[1], width=SIZE[0], height=SIZE[1], by_id=by, subject=event.subject, subject_id=event.subject_id, seen=seen, at=at,
    )  # fmt: skip
    world.photos.append((world.rows.add(kept), event))


def tie_photos(world: World) -> None:
    """Name in each photo's row the event that it belongs to, once the events have their ids."""
    for kept, event in world.photos:
        kept.ticket = str(event.pk)
