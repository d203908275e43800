"""`python -m bot.sandbox`: the make-believe Slack as a program. Prints one JSON line when it is ready; SIGTERM or Ctrl-C stops it."""

import argparse
import asyncio
import json
import secrets
import signal
import sys
from datetime import datetime
from pathlib import Path

from bot.sandbox.house import HOST, House
from bot.sandbox.loading import load

BUNDLED = Path(__file__).parent / "workplace"


def main() -> None:
    asked = _arguments()
    asyncio.run(_serve(asked))


async def _serve(asked: argparse.Namespace) -> None:
    workspace = load(asked.workplace, asked.now)
    if asked.app_file is not None:
        workspace.app.offer(json.loads(asked.app_file.read_text(encoding="utf-8")))
        workspace.seat_app()
    token = secrets.token_urlsafe(24)
    house = House(workspace, token, rate_limits=not asked.no_rate_limits)
    house.readiness = asked.readiness
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    loop.add_signal_handler(signal.SIGTERM, stop.set)
    # Ctrl+C reaches a bot beside it too: that ends what it was doing first, and then this.
    loop.add_signal_handler(signal.SIGINT, (lambda: None) if asked.readiness else stop.set)
    port = await house.open(asked.port)
    origin = f"http://{HOST}:{port}"
    ready = {
        "address": f"{origin}/{token}/",
        "api": f"{origin}/api/",
        "clock": f"{origin}/clock",
        "bot_token": workspace.app.bot_token,
        "app_token": workspace.app.app_token,
    }
    sys.stdout.write(json.dumps(ready) + "\n")
    sys.stdout.flush()
    try:
        await stop.wait()
    finally:
        await house.close()


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bot.sandbox", description="A make-believe Slack on this machine.")
    parser.add_argument("--port", type=int, default=0, help="port to listen on; a taken one gives way to the next free, 0 takes any")
    parser.add_argument("--workplace", type=Path, default=BUNDLED, help="folder with a Slack export and, if you like, workplace.json")
    parser.add_argument("--app-file", type=Path, help="JSON with what the app offers: an app manifest, or its short form")
    parser.add_argument("--readiness", help="address that answers 200 when the bot has nothing due; asked after the clock was moved")
    parser.add_argument("--now", type=_moment, help="policy time to begin at, ISO 8601 with offset")
    parser.add_argument("--no-rate-limits", action="store_true", help="never answer 429")
    return parser.parse_args()


def _moment(said: str) -> datetime:
    moment = datetime.fromisoformat(said)
    if moment.tzinfo is None:
        raise argparse.ArgumentTypeError("give the offset, too, as in 2026-06-08T09:00:00+02:00")
    return moment


if __name__ == "__main__":
    main()
