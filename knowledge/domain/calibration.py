"""The numbers that decide when an entry is worth showing, and when it is shown unasked."""

from __future__ import annotations

from knowledge.domain.ranking import Calibration

SUGGEST = Calibration(bias=-40.0, cosine=42.0, overlap=3.0, margin=10.0, threshold=0.8)
