"""Files from outside: what they are, photos drawn anew, and the names they are kept and handed out under."""

from jinlin.base.files.kinds import KINDS, LARGEST, Kind, sniff
from jinlin.base.files.names import download_header, safe_name, storage_name
from jinlin.base.files.photos import Photo, take_photo

__all__ = [
    "KINDS",
    "LARGEST",
    "Kind",
    "Photo",
    "download_header",
    "safe_name",
    "sniff",
    "storage_name",
    "take_photo",
]
