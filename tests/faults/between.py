"""A small server between the bot and its make-believe Slack: some methods hang in it, some answers get lost, its clock goes ahead."""

from __future__ import annotations

import json
import threading
import urllib.error
import urllib.request
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

_PASSED = ("Authorization", "Content-Type")


@dataclass
class Between:
    """Passes everything on, but: methods in `hang` are never answered nor passed on; so many answers of a method in `lose` are lost."""

    origin: str
    hang: set[str] = field(default_factory=set)
    lose: Counter[str] = field(default_factory=Counter)
    ahead: timedelta = timedelta()
    hung: Counter[str] = field(default_factory=Counter)
    over: threading.Event = field(default_factory=threading.Event)
    address: str = ""

    @property
    def api(self) -> str:
        return f"{self.address}/api/"

    @property
    def clock(self) -> str:
        return f"{self.address}/clock"


@contextmanager
def between(origin: str) -> Iterator[Between]:
    way = Between(origin)

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            told = json.loads(self._pass_on()[1])
            self._answer(200, json.dumps({"now": (datetime.fromisoformat(told["now"]) + way.ahead).isoformat()}).encode())

        def do_POST(self) -> None:
            method = self.path.rpartition("/")[2]
            if method in way.hang:
                way.hung[method] += 1
                way.over.wait(60)
                self.close_connection = True
                return
            status, body = self._pass_on(self.rfile.read(int(self.headers["Content-Length"] or 0)))
            if way.lose[method]:
                way.lose[method] -= 1
                self.close_connection = True
                return
            self._answer(status, body)

        def _pass_on(self, body: bytes | None = None) -> tuple[int, bytes]:
            headers = {name: self.headers[name] for name in _PASSED if self.headers[name]}
            try:
                with urllib.request.urlopen(urllib.request.Request(way.origin + self.path, body, headers), timeout=30) as answer:
                    return answer.status, answer.read()
            except urllib.error.HTTPError as refused:
                with refused:
                    return refused.code, refused.read()

        def _answer(self, status: int, body: bytes) -> None:
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Calls are no news."""

    class Server(ThreadingHTTPServer):
        daemon_threads = True

        def handle_error(self, *_: object) -> None:
            """Whoever called was killed meanwhile."""

    server = Server(("127.0.0.1", 0), Handler)
    way.address = f"http://127.0.0.1:{server.server_address[1]}"
    threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    try:
        yield way
    finally:
        way.over.set()
        server.shutdown()
        server.server_close()
