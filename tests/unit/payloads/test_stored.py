"""Occurrences stay what they are while they wait in the inbox."""

from __future__ import annotations

import json
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.domain.occurrences import Kind, Occurrence, from_json, kind_of, to_json

occurrences = st.one_of([st.from_type(kind) for kind in get_args(Occurrence)])


@given(occurrences)
def test_what_is_stored_comes_back_the_same(occurrence: Occurrence) -> None:
    stored = json.loads(json.dumps(to_json(occurrence)))

    assert from_json(stored) == occurrence
    assert stored["kind"] == kind_of(occurrence)
    assert from_json(stored).lane == occurrence.lane


def test_every_occurrence_has_a_kind_of_its_own() -> None:
    assert len(get_args(Occurrence)) == len(Kind)


def test_a_kind_of_a_later_version_is_refused() -> None:
    with pytest.raises(ValueError, match="unheard_of"):
        from_json({"kind": "unheard_of"})
