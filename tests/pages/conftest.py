"""A real browser on a real sandbox: one server and one Chromium for the whole run, a fresh page for each test."""

import json
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright
from slack_sdk import WebClient

CHROMIUM = next((found for name in ("chromium", "chromium-browser", "google-chrome", "chrome") if (found := shutil.which(name))), None)
QUIET = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
REPOSITORY = Path(__file__).parents[2]
WORKPLACE = REPOSITORY / "bot" / "sandbox" / "workplace"


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    if CHROMIUM is None:
        pytest.skip("no Chromium on this machine: these tests look at the page in a real browser")
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        yield chromium
        chromium.close()


@pytest.fixture(scope="session")
def doors() -> Iterator[dict[str, str]]:
    """What a sandbox of its own says when it is ready: the page's address, and where an app would come in."""
    command = [sys.executable, "-m", "bot.sandbox", "--workplace", str(WORKPLACE), "--no-rate-limits"]
    with subprocess.Popen(command, cwd=REPOSITORY, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout is not None
        yield json.loads(server.stdout.readline())
        server.terminate()


@pytest.fixture(scope="session")
def address(doors: dict[str, str]) -> str:
    return doors["address"]


@pytest.fixture(scope="session")
def app(doors: dict[str, str]) -> WebClient:
    """The app, as far as it calls Slack; it listens to nothing."""
    return WebClient(token=doors["bot_token"], base_url=doors["api"])


@pytest.fixture
def desk(browser: Browser) -> Iterator[BrowserContext]:
    """A browser window that fails its test when a script on the page fails."""
    context = browser.new_context(viewport={"width": 1280, "height": 800}, reduced_motion="reduce")
    context.set_default_timeout(10_000)
    broken: list[str] = []
    context.on("weberror", lambda problem: broken.append(str(problem.error)))
    yield context
    context.close()
    assert broken == []


@pytest.fixture
def page(desk: BrowserContext, address: str) -> Page:
    """Ada Lind in #it-hjalp."""
    opened = desk.new_page()
    opened.goto(address)
    opened.get_by_test_id("message").first.wait_for()
    opened.locator('[data-testid="place"][data-name="it-hjalp"]').click()
    opened.get_by_test_id("message").filter(has_text="VPN säger att certifikatet").wait_for()
    return opened
