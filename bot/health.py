"""Whether the process lives and has nothing due, for those who watch it: `/livez`, `/readyz`, `/metrics` on this machine only."""

from __future__ import annotations

import json
import logging
import threading
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from knowledge.domain.errors import KollegaError

log = logging.getLogger("kollega.health")

HOST = "127.0.0.1"
Answer = tuple[bool, dict[str, Any]]


def _starting() -> Answer:
    return False, {"state": "starting"}


def _no_metrics() -> bytes:
    return b""


class HealthPage:
    """Answers from a thread of its own. Until `readiness` and `liveness` are set, the process counts as starting, and alive."""

    def __init__(self, port: int) -> None:
        self.readiness: Callable[[], Answer] = _starting
        self.liveness: Callable[[], Answer] = lambda: (True, {"alive": True})
        self.metrics: Callable[[], bytes] = _no_metrics
        page = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                match self.path:
                    case "/livez":
                        alive, told = page.liveness()
                        self._say(200 if alive else 503, told)
                    case "/readyz":
                        ready, told = page.look()
                        self._say(200 if ready else 503, told)
                    case "/metrics":
                        self._send(200, "text/plain; version=0.0.4; charset=utf-8", page.metrics())
                    case _:
                        self._say(404, {"error": "only /livez, /readyz and /metrics are here"})

            def _say(self, status: int, told: dict[str, Any]) -> None:
                self._send(status, "application/json", json.dumps(told).encode())

            def _send(self, status: int, kind: str, body: bytes) -> None:
                self.send_response(status)
                self.send_header("Content-Type", kind)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_: object) -> None:
                """Being looked at is no event."""

        try:
            self._server = ThreadingHTTPServer((HOST, port), Handler)
        except OSError as error:
            raise PortTaken(port, error.strerror or "cannot be used") from None
        threading.Thread(target=self._server.serve_forever, name="kollega-health", daemon=True).start()

    @property
    def address(self) -> str:
        return f"http://{HOST}:{self._server.server_address[1]}"

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()

    def look(self) -> Answer:
        try:
            return self.readiness()
        except Exception as error:  # noqa: BLE001 - this door's own: whoever watches must be answered
            log.warning("readiness_failed", extra={"error": type(error).__name__})
            return False, {"state": "the database cannot be read"}


class PortTaken(KollegaError):
    """The port for the health page cannot be had."""

    def __init__(self, port: int, reason: str) -> None:
        super().__init__(f"KOLLEGA_HEALTH_PORT {port}: {reason}")
