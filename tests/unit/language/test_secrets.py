"""What is masked before the first write, and what is left alone."""

from __future__ import annotations

import base64
import html
import json
import time
import zipfile
from pathlib import Path

import pytest

from knowledge.language.secrets import mask

WORKPLACE = Path(__file__).parents[4] / "shared" / "data" / "workplace"


@pytest.mark.parametrize(
    ("text", "kind", "gone"),
    [
        ("mitt personnummer är 19890314-9816", "personal identity number", "9816"),
        ("890314-9816", "personal identity number", "9816"),
        ("samordningsnummer 19920871-9824", "personal identity number", "9824"),
        ("kortet 4111 1111 1111 1111 funkar inte", "card number", "1111"),
        ("betala till SE45 5000 0000 0583 9825 7466 idag", "account number", "7466"),
        ("lösenordet till servern är Kv4rnen-Snurrar!88", "password", "Snurrar"),
        ("password: hunter2abc", "password", "hunter2"),
        ("pin-koden är 4711", "password", "4711"),
        ("postgresql://loader:Hjul9Spar@db.example:5432/x", "password", "Hjul9"),
        ("Sommar2026!Malaro", "password", "Sommar"),
        ("token xox" + "b-521451490117-352592025007-17eMY6jIOXi19Vxtax3PVrud", "access token", "17eMY6"),
        ("-----BEGIN RSA PRIVATE KEY-----\nabc\n-----END RSA PRIVATE KEY-----", "private key", "abc"),
    ],
)
def test_a_secret_is_replaced_by_its_kind(text: str, kind: str, gone: str) -> None:
    masked = mask(text)

    assert kind in masked.kinds
    assert gone not in masked.text
    assert f"[masked: {kind}]" in masked.text


@pytest.mark.parametrize(
    "text",
    [
        "ring mig på 070-123 45 67 eller +46 8 123 456 78",
        "order 4500178832611 och ärende INC0042917",
        "uuid 7d1f0c52-8b1e-4a90-9a6e-2f6d7b3c4e11",
        "commit 4c4e6107a2f0eb9864c9be3a00f6f11cf35cba97",
        "sha256:6bb27603a3daf7cf1d6332a5f2bd29db2f565f532efa59495896235944ad6330",
        "tråden 1775804467.682963",
        "filen Rapport_2026-05-29_slutlig.xlsx",
        "lösenordet är fel",
        "password is expired",
        "glömt lösenordet till tidrapporten",
        "orgnummer 556987-0124",
        "anläggning 735999102034455671",
        "mötet är 2026-05-29T13:00",
        "19890314-9817",
    ],
)
def test_what_is_no_secret_is_left_alone(text: str) -> None:
    assert mask(text).text == text


@pytest.mark.parametrize(
    "hostile",
    [
        "a:" * 4096,
        "://" + "a:" * 4000,
        "sk-" * 2730,
        "eyJ" * 2730,
        "1" * 8192,
        "1 " * 4096,
        "SE45 " * 1638,
        "password " * 910,
        "-----BEGIN " * 744,
        "A" * 8192,
    ],
    ids=lambda text: text[:8],
)
def test_hostile_text_takes_no_time(hostile: str) -> None:
    mask("warm up sk-aaaaaaaaaaaaaaaaaaaaaaaa")

    took = min(_seconds(hostile) for _ in range(3))

    assert took < 0.05


def _seconds(text: str) -> float:
    began = time.perf_counter()
    mask(text)
    return time.perf_counter() - began


@pytest.mark.skipif(not WORKPLACE.is_dir(), reason="the labelled workplace (../shared/data/workplace) is not here")
def test_every_planted_secret_goes_and_nothing_harmless_does() -> None:
    texts = _messages()
    planted = [json.loads(line) for line in (WORKPLACE / "secrets.jsonl").read_text(encoding="utf-8").splitlines()]

    kept, harmed = [], []
    for secret in planted:
        value = base64.b64decode(secret["value_base64"]).decode()
        masked = html.unescape(mask(texts[secret["ts"]]).text)
        if secret.get("harmless") and value not in masked:
            harmed.append(secret["kind"])
        if not secret.get("harmless") and value in masked:
            kept.append(secret["kind"])
    innocent = [ts for ts in texts if ts not in {s["ts"] for s in planted}]

    assert (kept, harmed) == ([], [])
    assert [texts[ts] for ts in innocent if mask(texts[ts]).kinds] == []


def _messages() -> dict[str, str]:
    found: dict[str, str] = {}
    with zipfile.ZipFile(WORKPLACE / "export.zip") as export:
        for name in export.namelist():
            if "/" in name and name.endswith(".json"):
                found |= {raw["ts"]: raw.get("text", "") for raw in json.loads(export.read(name))}
    return found
