"""Looking into a pdf for what a reader program would run, open or fetch by itself."""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator

# Long names are looked for everywhere: no stretch of a compressed picture reads like one by chance.
LONG_NAMES = re.compile(
    rb"/(JavaScript|Launch|EmbeddedFiles?|RichMedia|SubmitForm|ImportData)(?![A-Za-z0-9])"
)
# Short ones only where objects stand; three letters come up by chance in every large picture.
SHORT_NAMES = re.compile(rb"/(JS|AA|XFA|GoToE)(?![A-Za-z0-9])")
HEX_NAME = re.compile(rb"#([0-9A-Fa-f]{2})")
STREAM = re.compile(rb"(?<!end)stream\r?\n")
UNPACKED = 64 * 1024 * 1024
DICTIONARY = 4_000


def is_locked(data: bytes) -> bool:
    """Whether the pdf is encrypted, so that nobody can see what is in it."""
    return any(re.search(rb"/Encrypt(?![A-Za-z])", text) for text in (data[-65_536:], data[:65_536]))


def has_action(data: bytes) -> bool:
    """Whether the pdf holds a script, a launch, an attachment, a form that sends, or an action of a page.

    Looks at the plain objects and into the compressed streams that hold objects, names written with #xx
    included. An object stream that cannot be unpacked, or more than 64 MiB of them, counts as an action.
    """
    if LONG_NAMES.search(_named(data)):
        return True
    if any(SHORT_NAMES.search(_named(part)) for part in _plain_parts(data)):
        return True
    budget = UNPACKED
    for start, end, dictionary in _object_streams(data):
        text = _unpacked(memoryview(data)[start:end], dictionary, budget)
        if text is None or LONG_NAMES.search(_named(text)) or SHORT_NAMES.search(_named(text)):
            return True
        budget -= len(text)
        if budget <= 0:
            return True
    return False


def _streams(data: bytes) -> Iterator[tuple[int, int, int]]:
    """Where the word, the content and the end of each stream are."""
    position = 0
    while found := STREAM.search(data, position):
        end = data.find(b"endstream", found.end())
        end = len(data) if end < 0 else end
        yield found.start(), found.end(), end
        position = end


def _plain_parts(data: bytes) -> Iterator[bytes]:
    """What stands outside of streams."""
    start = 0
    for word, _, end in _streams(data):
        yield data[start:word]
        start = end
    yield data[start:]


def _object_streams(data: bytes) -> Iterator[tuple[int, int, bytes]]:
    """The streams whose dictionary says that they hold objects, with that dictionary."""
    for word, start, end in _streams(data):
        before = data[max(0, word - DICTIONARY) : word]
        dictionary = _named(before[max(before.rfind(b" obj"), 0) :])
        if b"/ObjStm" in dictionary:
            yield start, end, dictionary


def _unpacked(packed: memoryview, dictionary: bytes, budget: int) -> bytes | None:
    """The objects of a stream; None where they are packed in another way than every program packs them."""
    if b"/Filter" not in dictionary:
        return bytes(packed)
    try:
        return zlib.decompressobj().decompress(packed, budget)
    except zlib.error:
        return None


def _named(text: bytes) -> bytes:
    """Names with their #xx written out: /J#61vaScript is /JavaScript."""
    return HEX_NAME.sub(lambda found: bytes([int(found.group(1), 16)]), text) if b"#" in text else text
