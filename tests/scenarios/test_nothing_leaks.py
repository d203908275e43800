"""Secrets, the words of who takes no part, and what is said where Kollega was not started: in no file, in whatever shape they come."""

from __future__ import annotations

import base64
import json
import zipfile
from pathlib import Path

import pytest

from tests.scenarios.conftest import Team
from tests.scenarios.test_capture import files_of
from tests.workplace import Person

LABELLED = Path(__file__).parents[2] / "../shared/data/workplace"
SECRETS = (
    "ghp_" + "a1B2c3D4e5F6g7H8i9J0k1L2m3N4o5P6q7R8",
    "AKIA" + "QWERTYUIOPASDFGH",
    "xoxb-" + "123456789012-123456789012-AbCdEfGhIjKlMnOpQrStUvWx",
    "4111 1111 1111 1111",
    "19811218-9876",
)


@pytest.mark.parametrize("secret", SECRETS)
def test_a_secret_is_in_no_file(team: Team, secret: str) -> None:
    team.channel("#it", team.ada, team.bo, team.cy)

    in_every_shape(team, team.bo, "#it", f"Det här är den: {secret} och den gäller.")

    team.settles()
    assert secret.encode() not in files_of(team.bot)


def test_what_somebody_who_takes_no_part_says_is_in_no_file(team: Team) -> None:
    team.channel("#it", team.ada, team.bo, team.cy)
    team.bo.runs("/kollega", "integritet")
    page = team.workplace.eventually(lambda: team.bo.form)
    team.bo.clicks(page, "Jag vill inte vara med")
    team.workplace.eventually(lambda: (form := team.bo.form) and "Jag vill vara med igen" in form.labels)

    in_every_shape(team, team.bo, "#it", "Hur matar man Kungskrabban i akvariet?")

    team.settles()
    assert b"Kungskrabban" not in files_of(team.bot)


def test_what_is_said_where_kollega_was_not_started_is_in_no_file(team: Team) -> None:
    team.channel("#it", team.ada, team.bo, team.cy, started=False)

    in_every_shape(team, team.bo, "#it", "Hur matar man Kungskrabban i akvariet?", privately=False)

    team.settles()
    assert b"Kungskrabban" not in files_of(team.bot)


def test_labelled_secrets_are_masked(team: Team) -> None:
    if not LABELLED.is_dir():
        pytest.skip("the labelled workplace is not on this machine")
    said: dict[str, str] = {}
    with zipfile.ZipFile(LABELLED / "export.zip") as export:
        for name in export.namelist():
            if "/" in name and name.endswith(".json"):
                said |= {raw["ts"]: raw.get("text", "") for raw in json.loads(export.read(name))}
    rows = [json.loads(line) for line in (LABELLED / "secrets.jsonl").read_text(encoding="utf-8").splitlines()]
    planted = {row["ts"]: base64.b64decode(row["value_base64"]) for row in rows if not row.get("harmless")}
    team.channel("#it", team.ada, team.bo)
    asked = team.ada.asks("#it", "Vad är det för nycklar vi använder till testmiljön?")

    for ts in planted:
        team.bo.replies(asked, said[ts])

    team.settles()
    kept = files_of(team.bot)
    assert [ts for ts, secret in planted.items() if secret in kept] == []


def in_every_shape(team: Team, who: Person, channel: str, words: str, *, privately: bool = True) -> None:
    """Alone, in a thread, broadcast, as an edit, with a file, to Kollega in the channel and in private."""
    root = team.ada.asks(channel, "Hur gör vi med det som Ada skrev om i går?")
    who.asks(channel, words)
    who.replies(root, words)
    who.replies(root, words, broadcast=True)
    who.edits(who.asks(channel, "Ett ögonblick"), words)
    who.posts(channel, words, files=[{"id": "F0BILD0001", "name": "bild.png", "mimetype": "image/png", "title": "En bild"}])
    who.asks(channel, f"@Kollega {words}")
    who.reacts(who.asks(channel, words), "white_check_mark")
    if privately:
        who.writes_to_the_app(words)
