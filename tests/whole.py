"""A page with everything that it fetches by itself once a reader comes to it, as a browser shows it in the end."""

from __future__ import annotations

import re

from django.test import Client

_LATER = re.compile(r'<section class="card later" hx-get="([^"]+)"')


def whole(client: Client, path: str) -> str:
    """The words of a page and of the pieces that it left for later."""
    page = client.get(path)
    assert page.status_code == 200, path
    text = page.content.decode()
    for address in _LATER.findall(text):
        piece = client.get(address, headers={"HX-Request": "true"})
        assert piece.status_code == 200, address
        text += piece.content.decode()
    return text
