"""A watch is worth something only where it barks: each kind of fault, on a small page of its own."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from tests.browser import AXE, Visitor

pytestmark = [pytest.mark.browser, pytest.mark.smoke]

_PAGE = (
    "<!doctype html><html lang='zh-CN'><head><title>页</title></head>"
    "<body><main><h1>页</h1>{}</main></body></html>"
)
_BODIES = {
    "/good": "<p>好</p>",
    "/inline": "<script>document.title = 'x'</script>",
    "/foreign": "<img src='/moved' alt='图'>",
    "/broken": "<script src='/script.js'></script>",
    "/missing": "<img src='/nothing' alt='图'>",
    "/picture-without-words": "<img src='/picture'>",
    "/wide": "<table><tr><td>" + "宽" * 200 + "</td></tr></table><style>td { white-space: nowrap }</style>",
}


class _Pages(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        if self.path == "/moved":
            self.send_response(302)
            self.send_header("Location", "http://elsewhere.example/picture")
            self.end_headers()
            return
        kind, body = "text/html", _PAGE.format(_BODIES.get(self.path, "")).encode()
        if self.path == "/script.js":
            kind, body = "text/javascript", b"throw new Error('broken');"
        if self.path in ("/picture", "/favicon.ico"):
            kind, body = "image/svg+xml", b"<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'/>"
        self.send_response(404 if self.path == "/nothing" else 503 if self.path == "/down" else 200)
        self.send_header("Content-Type", f"{kind}; charset=utf-8")
        self.send_header(
            "Content-Security-Policy", "default-src 'self'; style-src 'unsafe-inline'; img-src *"
        )
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Keep the test's output to its own lines."""


@pytest.fixture(scope="module")
def pages() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Pages)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


@pytest.fixture
def window(visit: Callable[..., Visitor], pages: str) -> Visitor:
    return visit(pages)


def test_a_good_page_passes_every_watch(window: Visitor) -> None:
    assert AXE.exists()
    window.go("/good")
    window.assert_accessible()
    window.assert_fits()
    window.assert_no_faults()


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("/inline", "content security policy: script-src-elem refused inline"),
        ("/foreign", "foreign host: GET http://elsewhere.example/picture"),
        ("/broken", "script error"),
        ("/missing", "status of 404"),
        ("/down", "answer 503"),
    ],
)
def test_a_fault_that_a_browser_meets_fails_the_test_unless_announced(
    window: Visitor, path: str, words: str
) -> None:
    window.go(path)
    window.page.wait_for_load_state("networkidle")
    with pytest.raises(AssertionError, match=words):
        window.assert_no_faults()
    window.allow(".")
    window.assert_no_faults()


def test_a_picture_without_words_is_found_under_a_strict_content_policy(window: Visitor) -> None:
    window.go("/picture-without-words")
    with pytest.raises(AssertionError, match="image-alt"):
        window.assert_accessible()


def test_a_page_wider_than_the_phone_is_found(window: Visitor) -> None:
    window.go("/wide")
    with pytest.raises(AssertionError, match="is .* px wide in a window of 360 px"):
        window.assert_fits()
