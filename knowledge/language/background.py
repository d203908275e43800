"""An encoder that loads while the rest of Kollega works already."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable

from knowledge.domain.errors import EncoderUnavailable
from knowledge.domain.ports import Encoder

log = logging.getLogger("kollega.language")


class BackgroundEncoder:
    """Opens an encoder in a thread of its own and warms it up: the first texts take several times as long as later ones.

    `prepare` is called in that thread before the encoder can be had, `on_ready` once it can; set them before `start`. A failure that is not
    EncoderUnavailable is told as one too, so that whoever waits always hears an end.
    """

    def __init__(self, open: Callable[[], Encoder]) -> None:  # noqa: A002 - reads well where it is called
        self.prepare: Callable[[Encoder], object] = lambda _: None
        self.on_ready: Callable[[], None] = lambda: None
        self._open = open
        self._encoder: Encoder | None = None
        self._failure: EncoderUnavailable | None = None
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._run, name="encoder", daemon=True)

    def start(self) -> None:
        """Begin to load; returns at once. To be called once."""
        self._thread.start()

    @property
    def ready(self) -> bool:
        return self._encoder is not None

    @property
    def encoder(self) -> Encoder | None:
        """The encoder, as soon as it is warm."""
        return self._encoder

    @property
    def failure(self) -> EncoderUnavailable | None:
        """Why there will be no encoder."""
        return self._failure

    @property
    def ended(self) -> bool:
        """Whether loading has ended, well or not. What needs an encoder waits until then."""
        return self._ended.is_set()

    def wait(self, seconds: float) -> bool:
        """Wait until loading has ended, at most so long; whether the encoder is ready then."""
        self._ended.wait(seconds)
        return self.ready

    def _run(self) -> None:
        try:
            encoder = self._open()
            encoder.queries(["värm upp"])
            encoder.passages(["a few words to warm up"])
            self.prepare(encoder)
        except EncoderUnavailable as failure:
            self._fail(failure)
        except Exception as failure:  # noqa: BLE001 - the thread's own door: nobody else would hear of it
            self._fail(EncoderUnavailable(f"it failed while loading ({type(failure).__name__})"))
        else:
            self._encoder = encoder
            self._ended.set()
            log.info("encoder_ready")
            self.on_ready()

    def _fail(self, failure: EncoderUnavailable) -> None:
        self._failure = failure
        log.error("encoder_unavailable", extra={"reason": failure.reason})
        self._ended.set()
