"""A real Slack export, played again on the make-believe Slack with the unmodified bot."""

from bot.replay.play import Ending, Play
from bot.replay.score import Score, read_score

__all__ = ["Ending", "Play", "Score", "read_score"]
