"""Who gets in: the address's token, Host and Origin; and what the door for people answers."""

import asyncio
import json
import threading
from collections.abc import Callable, Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any, TypeVar

import aiohttp
import pytest
from slack_sdk import WebClient

from bot.sandbox import SandboxServer, SlackError
from tests.sandbox.conftest import MONDAY, Socket
from tests.workplace import Workplace

Json = dict[str, Any]
Result = TypeVar("Result")


def get(slack: SandboxServer, path: str, **headers: str) -> tuple[int, str]:
    connection = HTTPConnection("127.0.0.1", slack.port, timeout=5)
    connection.request("GET", path, headers=headers)
    answer = connection.getresponse()
    body = answer.read().decode()
    connection.close()
    return answer.status, body


def test_without_the_token_there_is_nothing(slack: SandboxServer) -> None:
    assert get(slack, "/")[0] == 404
    assert get(slack, "/see")[0] == 404
    assert get(slack, f"/{slack.token[:-1]}x/see")[0] == 404


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1", "localhost", "127.0.0.1:1", "localhost.evil.example:80"])
def test_another_host_is_refused(slack: SandboxServer, host: str) -> None:
    assert get(slack, f"/{slack.token}/see", Host=host)[0] == 403
    assert get(slack, "/api/auth.test", Host=host)[0] == 403


def test_localhost_is_as_good_as_its_number(slack: SandboxServer, workplace: Workplace) -> None:
    workplace.person("Ada")

    assert get(slack, f"/{slack.token}/see", Host=f"localhost:{slack.port}")[0] == 200


@pytest.mark.parametrize("origin", ["http://evil.example", "null", "https://127.0.0.1:{port}", "http://127.0.0.1:1"])
def test_another_origin_is_refused(slack: SandboxServer, origin: str) -> None:
    assert get(slack, f"/{slack.token}/see", Origin=origin.format(port=slack.port))[0] == 403


def alone(work: Coroutine[Any, Any, Result]) -> Result:
    """Run in a thread of its own: a browser that another test has open leaves a running loop in this one."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, work).result()


def test_sockets_check_the_origin_too(slack: SandboxServer, workplace: Workplace) -> None:
    ada = workplace.person("Ada")

    async def knock(origin: str) -> int:
        async with aiohttp.ClientSession() as session:
            try:
                async with session.ws_connect(f"{slack.address}live?as={ada.id}", origin=origin):
                    return 101
            except aiohttp.WSServerHandshakeError as refused:
                return refused.status

    assert alone(knock("http://evil.example")) == 403
    assert alone(knock(slack.origin)) == 101


def test_the_page_hears_what_happens(slack: SandboxServer, workplace: Workplace, client: WebClient) -> None:
    ada, bo = workplace.person("Ada"), workplace.person("Bo")
    workplace.channel("#people", members=[ada, bo])
    channel = workplace.id_of("#people")

    async def listen() -> list[Json]:
        heard: list[Json] = []
        async with aiohttp.ClientSession() as session, session.ws_connect(f"{slack.address}live?as={ada.id}") as socket:
            acts: list[Callable[[], Any]] = [
                lambda: bo.posts("#people", "hej"),
                lambda: client.chat_postEphemeral(channel=channel, user=ada.id, text="bara du"),
                lambda: client.chat_postEphemeral(channel=channel, user=bo.id, text="bara Bo"),
                lambda: client.views_publish(user_id=ada.id, view={"type": "home", "blocks": []}),
                ada.reloads,
                lambda: workplace.time.passes(minutes=5),
            ]
            for act in acts:
                await asyncio.to_thread(act)
            while not heard or heard[-1]["kind"] != "clock":
                heard.append(await socket.receive_json(timeout=5))
        return heard

    heard = alone(listen())

    assert [occurrence["kind"] for occurrence in heard] == ["message", "note", "home", "note_gone", "clock"]
    assert heard[0]["message"]["text"] == "hej"
    assert heard[1]["message"]["ephemeral"] is True
    assert heard[1]["message"]["key"] == heard[3]["key"]


def test_seeing_gives_what_the_page_needs(slack: SandboxServer, workplace: Workplace, socket: Socket) -> None:
    ada, bo = workplace.person("Ada Lind", admin=True), workplace.person("Bo", guest=True)
    workplace.channel("#people", members=[ada, bo])
    workplace.channel("#open", members=[bo], with_app=False)
    bo.posts("#people", "hej @Ada Lind")

    status, body = get(slack, f"/{slack.token}/see?as={ada.id}")
    seen = json.loads(body)

    assert status == 200
    assert (seen["me"]["real_name"], seen["me"]["initials"], seen["me"]["is_admin"]) == ("Ada Lind", "AL", True)
    assert seen["app"]["connected"] is True
    assert seen["app"]["commands"] == [{"command": "/ask", "usage": "[question]", "description": "Ask"}]
    by_kind = {conversation["kind"]: conversation for conversation in seen["conversations"]}
    assert set(by_kind) == {"public", "app_im"}
    assert (by_kind["public"]["unread"], by_kind["public"]["mentions"], by_kind["public"]["members"]) == (1, 1, 3)
    assert by_kind["app_im"]["user"] == workplace.app
    assert [found["name"] for found in slack.read(ada.id, "browse")["conversations"]] == ["open"]
    assert slack.read(bo.id, "browse")["conversations"] == []
    ada.does("read", channel=workplace.id_of("#people"))
    assert slack.read(ada.id, "see")["conversations"][0]["unread"] == 0


def test_people_cannot_do_more_than_in_slack(workplace: Workplace) -> None:
    ada, bo, guest = workplace.person("Ada"), workplace.person("Bo"), workplace.person("Gäst", guest=True)
    admin = workplace.person("Admin", admin=True)
    workplace.channel("#people", members=[ada, bo])
    workplace.channel("#secret", members=[bo], private=True)
    hers = ada.posts("#people", "min")

    for act, code in (
        (lambda: bo.edits(hers, "din"), "cant_update_message"),
        (lambda: bo.deletes(hers), "cant_delete_message"),
        (lambda: ada.posts("#secret", "hej"), "channel_not_found"),
        (lambda: guest.joins("#people"), "channel_not_found"),
        (lambda: admin.posts("#people", "hej"), "not_in_channel"),
        (lambda: ada.posts("#people", " "), "no_text"),
        (lambda: ada.does("fly"), "unknown_verb"),
    ):
        with pytest.raises(SlackError, match=code):
            act()
    admin.deletes(hers)
    assert bo.sees("#people") == []


def test_the_clock_is_the_bots_to_read(slack: SandboxServer, workplace: Workplace) -> None:
    later = workplace.time.passes(hours=4)

    status, body = get(slack, "/clock", Authorization=f"Bearer {slack.bot_token}")

    assert status == 200
    assert json.loads(body)["now"] >= later.isoformat()
    assert get(slack, "/clock")[0] == 401


def test_the_clock_goes_forwards_to_a_weekday_and_never_back(workplace: Workplace) -> None:
    ada = workplace.person("Ada")

    moved = ada.does("clock", next="monday 09:00")["now"]

    assert moved.startswith("2026-06-15T07:00")
    with pytest.raises(SlackError, match="invalid_time"):
        ada.does("clock", to=MONDAY.isoformat())
    with pytest.raises(SlackError, match="invalid_time"):
        ada.does("clock", to="2026-07-01T09:00:00")


@pytest.fixture
def readiness_page() -> Iterator[tuple[str, list[Json]]]:
    """A bot's readiness page: says busy for every answer in the list, then ready."""
    answers: list[Json] = []

    class Page(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            said = answers.pop(0) if answers else {"due": 0, "in_flight": 0}
            body = json.dumps(said).encode()
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: Any) -> None:
            """Say nothing."""

    server = HTTPServer(("127.0.0.1", 0), Page)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/", answers
    server.shutdown()
    server.server_close()
    thread.join()


def test_a_move_of_the_clock_waits_until_nothing_is_due(
    slack: SandboxServer, workplace: Workplace, readiness_page: tuple[str, list[Json]]
) -> None:
    address, answers = readiness_page
    answers += [{"due": 2, "in_flight": 0}, {"due": 0, "in_flight": 1}]
    slack.readiness = address

    workplace.time.passes(hours=1)

    assert answers == []
    assert workplace.time.now - MONDAY >= timedelta(hours=1)


def test_a_readiness_function_is_asked_likewise(slack: SandboxServer, workplace: Workplace) -> None:
    said = [False, True, False]

    slack.readiness = lambda: said.pop(0) if said else True
    workplace.time.passes(hours=1)

    assert said == []
