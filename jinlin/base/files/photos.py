"""Photos: refused before they are unpacked when too large, drawn anew without position and other hidden data."""

from __future__ import annotations

import hashlib
import io
import warnings
from dataclasses import dataclass

import pillow_heif
from PIL import Image, ImageCms, ImageOps, UnidentifiedImageError

from jinlin.base.files.kinds import HEIC, JPEG, PNG, WEBP, Kind, sniff
from jinlin.base.rule import Reason
from jinlin.base.words import Words

pillow_heif.register_heif_opener(thumbnails=False)

PIXELS = 50_000_000
LONG_SIDE = 2048
THUMB_SIDE = 480
FORMATS = {JPEG: "JPEG", PNG: "PNG", WEBP: "WEBP", HEIC: "HEIF"}


@dataclass(frozen=True, slots=True)
class Photo:
    """A photo fit to keep: JPEG, upright, long side at most 2048 px, with a small picture of at most 480 px.

    ``digest`` is the SHA-256 of ``data``; ``came_as`` that of the bytes that were handed in, by which the same
    file handed in again is known.
    """

    kind: Kind
    data: bytes
    thumb: bytes
    width: int
    height: int
    digest: str
    came_as: str


TOO_MANY_PIXELS = Words(
    "照片有 {count} 万像素，最多 {limit} 万；请缩小后再上传。",
    "The photo has {count}0,000 pixels; at most {limit}0,000. Please make it smaller.",
)
WRONG_PHOTO = Reason(
    "wrong_photo",
    Words(
        "照片打不开，可能没有传完；请重新选一次。",
        "The photo cannot be opened, perhaps it is cut short; please choose again.",
    ),
)
NOT_A_PHOTO = Reason("not_a_photo", Words("这不是照片。", "This is no photo."))


def take_photo(data: bytes, name: str = "") -> Photo | Reason:
    """Draw a photo anew, so that nothing but its picture is kept: no position, no device, no hidden content.

    Refused: the reasons of ``sniff``, ``not_a_photo``, ``too_many_pixels`` (over 50 million, as declared, before
    anything is unpacked), ``wrong_photo`` (broken or cut short). Source: F18, F19.
    """
    kind = sniff(data, name)
    if isinstance(kind, Reason):
        return kind
    if kind.family != "photo":
        return NOT_A_PHOTO
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            image = Image.open(io.BytesIO(data), formats=(FORMATS[kind],))
        if image.width * image.height > PIXELS:
            return _too_many(image.width * image.height)
        drawn = _upright(image)
    except Image.DecompressionBombError:
        return _too_many(2 * PIXELS)
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, EOFError, MemoryError, RuntimeError):
        return WRONG_PHOTO
    small = drawn.copy()
    small.thumbnail((THUMB_SIDE, THUMB_SIDE), Image.Resampling.LANCZOS)
    kept = _jpeg(drawn, 85)
    return Photo(
        kind=JPEG,
        data=kept,
        thumb=_jpeg(small, 78),
        width=drawn.width,
        height=drawn.height,
        digest=hashlib.sha256(kept).hexdigest(),
        came_as=hashlib.sha256(data).hexdigest(),
    )


def _too_many(count: int) -> Reason:
    return Reason("too_many_pixels", TOO_MANY_PIXELS.format(count=count // 10_000, limit=PIXELS // 10_000))


def _upright(image: Image.Image) -> Image.Image:
    """The picture small enough, turned as it was taken, in sRGB, on white where it was see-through."""
    profile = image.info.get("icc_profile")
    image.draft("RGB", (LONG_SIDE, LONG_SIDE))
    if image.mode not in ("RGB", "L", "RGBA"):
        image = _turned(image).convert("RGBA" if "transparency" in image.info or "A" in image.mode else "RGB")
    else:
        image.thumbnail((LONG_SIDE, LONG_SIDE), Image.Resampling.LANCZOS)
        image = _turned(image)
    image.thumbnail((LONG_SIDE, LONG_SIDE), Image.Resampling.LANCZOS)
    if image.mode == "RGBA":
        ground = Image.new("RGB", image.size, "white")
        ground.paste(image, mask=image.getchannel("A"))
        image = ground
    return _in_srgb(image.convert("RGB"), profile)


def _turned(image: Image.Image) -> Image.Image:
    return ImageOps.exif_transpose(image)


def _in_srgb(image: Image.Image, profile: bytes | None) -> Image.Image:
    """Colours as every screen takes them; a profile that cannot be read is left away."""
    if not profile:
        return image
    try:
        source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        return (
            ImageCms.profileToProfile(image, source, ImageCms.createProfile("sRGB"), outputMode="RGB")
            or image
        )
    except (ImageCms.PyCMSError, OSError, ValueError):
        return image


def _jpeg(image: Image.Image, quality: int) -> bytes:
    """The picture alone as JPEG: what hung on it (EXIF, comments, profile) is not handed over."""
    bare = Image.new("RGB", image.size)
    bare.paste(image)
    out = io.BytesIO()
    bare.save(out, "JPEG", quality=quality, optimize=True, progressive=True)
    return out.getvalue()
