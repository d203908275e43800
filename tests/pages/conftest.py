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

from handlers.connection import Connection
from tests.pages.small_app import OFFER, answering

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
def doors(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    """What a sandbox of its own says when it is ready: the page's address, and where an app would come in."""
    app_file = tmp_path_factory.mktemp("app") / "app.json"
    app_file.write_text(json.dumps(OFFER), encoding="utf-8")
    command = [sys.executable, "-m", "bot.sandbox", "--workplace", str(WORKPLACE), "--app-file", str(app_file), "--no-rate-limits"]
    with subprocess.Popen(command, cwd=REPOSITORY, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout is not None
        yield json.loads(server.stdout.readline())
        server.terminate()


@pytest.fixture(scope="session")
def address(doors: dict[str, str]) -> str:
    return doors["address"]


@pytest.fixture(scope="session")
def app(doors: dict[str, str]) -> WebClient:
    """The app, as far as it calls Slack."""
    return WebClient(token=doors["bot_token"], base_url=doors["api"])


@pytest.fixture(scope="session")
def listening(doors: dict[str, str], app: WebClient) -> Iterator[None]:
    """The app is connected and answers commands, shortcuts, buttons, forms and direct messages."""
    connection = Connection(answering(app), doors["app_token"], app)
    connection.open()
    yield
    connection.close()


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
    opened.goto(f"{address}#U0ADALIND/C0ITHJALP")
    opened.get_by_test_id("message").filter(has_text="VPN säger att certifikatet").wait_for()
    return opened
