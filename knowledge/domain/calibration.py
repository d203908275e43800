"""The numbers that decide when an entry is worth showing, and when it is shown unasked.

Fitted by `python training/train_suggestions.py`. Of a whole set held out (a workplace's questions in Swedish and English,
each asked of those before it; a third had been asked before, a fifth was written to mislead), SUGGEST said yes to 9 % from
.65 on, and rightly to 80 % of these.
"""

from __future__ import annotations

from knowledge.domain.ranking import Calibration

SUGGEST = Calibration(bias=-3.48, cosine=6.31, share=0.79, margin=7.53, same_language=-1.14, threshold=0.65)
"""Whether the first entry answers the question."""

LIST = Calibration(bias=-4.1, cosine=8.24, share=0.0, margin=0.0, same_language=0.0, threshold=0.15)
"""Whether an entry may stand in a list that somebody asked for."""
