"""A real Chromium before the platform: windows of three sizes that fail the test on any fault.

``phone``, ``tablet`` and ``desk`` give a ``Visitor``: a fresh browser profile with one page on the running
demo world. When the test ends, everything the browser complained about is a failure: errors on the console,
violations of the content security policy, requests that failed, answers of 500 and above, and any request to
another host. What a test provokes on purpose it announces with ``allow``.
"""

from __future__ import annotations

import json
import os
import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Page,
    Request,
    Response,
    sync_playwright,
)

SIZES = {"phone": (360, 740), "tablet": (768, 1024), "desk": (1440, 900)}
AXE = Path(__file__).resolve().parent.parent / "node_modules" / "axe-core" / "axe.min.js"

_FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--force-prefers-reduced-motion",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost",
]
_REPORT_POLICY = """
document.addEventListener('securitypolicyviolation', (e) => console.error(
    'content security policy: ' + e.effectiveDirective + ' refused ' + (e.blockedURI || 'inline')));
"""


class Visitor:
    """One person's browser window on the platform at ``root``; ``page`` is Playwright's page."""

    def __init__(self, context: BrowserContext, root: str) -> None:
        self.context = context
        self.root = root.rstrip("/")
        self.faults: list[str] = []
        self._allowed: list[str] = []
        context.add_init_script(_REPORT_POLICY)
        context.on("console", self._console)
        context.on("weberror", lambda error: self.faults.append(f"script error: {error.error}"))
        context.on("request", self._request)
        context.on("requestfailed", self._failed)
        context.on("response", self._response)
        self.page: Page = context.new_page()

    def go(self, path: str) -> Response:
        """Open a path of the platform and return the answer."""
        answer = self.page.goto(f"{self.root}{path}")
        assert answer is not None
        return answer

    def allow(self, pattern: str) -> None:
        """Announce a fault this test provokes: complaints matching the regular expression are no failures."""
        self._allowed.append(pattern)

    def assert_no_faults(self) -> None:
        """Fail with everything the browser complained about so far, save what was announced."""
        left = [
            fault for fault in self.faults if not any(re.search(pattern, fault) for pattern in self._allowed)
        ]
        assert not left, "the browser complained:\n" + "\n".join(left)

    def assert_accessible(self, within: str | None = None) -> None:
        """Fail with every rule of axe-core that the page, or its part ``within``, does not keep."""
        if not self.page.evaluate("typeof window.axe === 'object'"):
            _inject(self.page, AXE.read_text(encoding="utf-8"))
        found = self.page.evaluate(
            "async (within) => (await axe.run(within || document, {resultTypes: ['violations']})).violations",
            within,
        )
        lines = [
            f"{rule['id']} ({rule['impact']}): {rule['help']}\n    "
            + "\n    ".join(n["html"] for n in rule["nodes"][:5])
            for rule in found
        ]
        assert not lines, f"axe on {self.page.url}:\n" + "\n".join(lines)

    def assert_fits(self) -> None:
        """Fail where the page is wider than its window, so that a reader would have to scroll sideways."""
        wide, window = self.page.evaluate("[document.documentElement.scrollWidth, window.innerWidth]")
        assert wide <= window, f"{self.page.url} is {wide} px wide in a window of {window} px"

    def _console(self, message: ConsoleMessage) -> None:
        if message.type == "error":
            self.faults.append(f"console: {message.text} ({message.location.get('url', '')})")

    def _request(self, request: Request) -> None:
        parts = urlsplit(request.url)
        if parts.scheme in ("http", "https", "ws", "wss") and parts.netloc != urlsplit(self.root).netloc:
            self.faults.append(f"foreign host: {request.method} {request.url}")

    def _failed(self, request: Request) -> None:
        # Leaving a page ends its open requests; that is no fault.
        if request.failure != "net::ERR_ABORTED":
            self.faults.append(f"request failed: {request.method} {request.url}: {request.failure}")

    def _response(self, response: Response) -> None:
        if response.status >= 500:
            self.faults.append(f"answer {response.status}: {response.request.method} {response.url}")


def _inject(page: Page, script: str) -> None:
    """Run a script in the page by the developer's door, which the content security policy does not govern."""
    session = page.context.new_cdp_session(page)
    said = session.send("Runtime.evaluate", {"expression": script + "\n;undefined"})
    session.detach()
    assert "exceptionDetails" not in said, json.dumps(said)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """The system's Chromium, with nothing of its own to say to the network."""
    program = shutil.which("chromium") or shutil.which("chromium-browser")
    assert program, "no Chromium: tools/setup development installs it or says how"
    # Playwright's loop runs in this thread; Django would take the test's own queries for asynchronous ones.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, headless=True, args=_FLAGS)
        yield browser
        browser.close()
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture
def visit(chromium: Browser) -> Iterator[Callable[..., Visitor]]:
    """``visit(root, size="phone")`` opens a window of its own profile; all are judged at the end."""
    visitors: list[Visitor] = []

    def open_window(root: str, size: str = "phone", **options: object) -> Visitor:
        width, height = SIZES[size]
        context = chromium.new_context(
            viewport={"width": width, "height": height},
            locale="zh-CN",
            timezone_id="Asia/Shanghai",
            has_touch=size != "desk",
            **options,
        )
        context.set_default_timeout(15_000)
        visitors.append(Visitor(context, root))
        return visitors[-1]

    yield open_window
    for visitor in visitors:
        visitor.context.close()
    for visitor in visitors:
        visitor.assert_no_faults()


@pytest.fixture
def phone(visit: Callable[..., Visitor], world_server: str) -> Visitor:
    """A resident's phone, 360 × 740, on the demo world."""
    return visit(world_server, "phone")


@pytest.fixture
def tablet(visit: Callable[..., Visitor], world_server: str) -> Visitor:
    """A tablet held upright, 768 × 1024, on the demo world."""
    return visit(world_server, "tablet")


@pytest.fixture
def desk(visit: Callable[..., Visitor], world_server: str) -> Visitor:
    """A worker's desk, 1440 × 900, on the demo world."""
    return visit(world_server, "desk")
