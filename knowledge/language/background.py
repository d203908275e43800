"""Encoders that load while the rest of Kollega works already."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable

from knowledge.domain.errors import EncoderUnavailable
from knowledge.domain.ports import Encoders

log = logging.getLogger("kollega.language")


class BackgroundEncoders:
    """Opens the encoders in a thread of its own and warms them up: the first texts take several times as long as later ones.

    `prepare` is called in that thread before they can be had, `on_ready` once they can; set them before `start`. A failure that is not
    EncoderUnavailable is told as one too, so that whoever waits always hears an end.
    """

    def __init__(self, open: Callable[[], Encoders]) -> None:  # noqa: A002 - reads well where it is called
        self.prepare: Callable[[Encoders], object] = lambda _: None
        self.on_ready: Callable[[], None] = lambda: None
        self._open = open
        self._encoders: Encoders | None = None
        self._failure: EncoderUnavailable | None = None
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._run, name="encoder", daemon=True)

    def start(self) -> None:
        """Begin to load; returns at once. To be called once."""
        self._thread.start()

    @property
    def ready(self) -> bool:
        return self._encoders is not None

    @property
    def encoders(self) -> Encoders | None:
        """The encoders, as soon as they are warm."""
        return self._encoders

    @property
    def failure(self) -> EncoderUnavailable | None:
        """Why there will be none."""
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
            encoders = self._open()
            for encoder in encoders.all:
                encoder.queries(["värm upp"])
                encoder.passages(["a few words to warm up"])
            self.prepare(encoders)
        except EncoderUnavailable as failure:
            self._fail(failure)
        except Exception as failure:  # noqa: BLE001 - the thread's own door: nobody else would hear of it
            self._fail(EncoderUnavailable(f"it failed while loading ({type(failure).__name__})"))
        else:
            self._encoders = encoders
            self._ended.set()
            log.info("encoder_ready")
            self.on_ready()

    def _fail(self, failure: EncoderUnavailable) -> None:
        self._failure = failure
        log.error("encoder_unavailable", extra={"reason": failure.reason})
        self._ended.set()
