"""One data set put into a base and searched."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, assert_never

from bot.clock import SystemStopwatch
from bot.evaluate.data import Corpus, Workplace
from bot.wiring import Desk
from handlers.export import open_export
from knowledge.domain.ports import Encoders
from knowledge.services.evaluating.filling import make_meanings, put_in
from knowledge.services.evaluating.retrieval import Library, Ranking, Retrieval, figures, figures_with_silence
from knowledge.services.evaluating.stages import Stage, Tell
from knowledge.services.importing import Importing, Progress
from knowledge.services.importing import Stage as ImportStage

_STAGES = {ImportStage.MESSAGES: Stage.FILLING, ImportStage.MEANINGS: Stage.MEANINGS}


def measure(desk: Desk, encoders: Encoders, data: Corpus | Workplace, tell: Tell) -> tuple[Sequence[Ranking], dict[str, Any]]:
    """Fill an empty desk with a data set and ask its queries: what was found for each, and the figures."""
    library, figures_of = _fill(desk, encoders, data, tell)
    rankings = Retrieval(desk.search)(library, data.asked, tell)
    return rankings, figures_of(rankings, data.asked)


def _fill(desk: Desk, encoders: Encoders, data: Corpus | Workplace, tell: Tell) -> tuple[Library, Callable[..., dict[str, Any]]]:
    match data:
        case Corpus(documents):
            placed = put_in(desk.store, desk.index, documents, desk.clock.now(), tell)
            make_meanings(desk.store, desk.indexing, encoders, tell)
            return Library(frozenset(ref.channel for ref in placed.values()), placed), figures
        case Workplace(path):
            importing = Importing(desk.store, desk.index, desk.clock, SystemStopwatch())
            with open_export(path) as export:
                importing(export, lambda: encoders, lambda at: _told(at, tell))
                channels = frozenset(channel.channel_id for channel in export.channels())
            return Library(channels), figures_with_silence
        case _ as never:
            assert_never(never)


def _told(at: Progress, tell: Tell) -> None:
    tell(_STAGES[at.stage], at.done, at.total)
