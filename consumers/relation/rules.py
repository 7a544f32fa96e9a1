"""What the overlap of two texts means, which depends on who published them and when.

One threshold for all fails: across outlets half of the shorter text in common within a day is wire copy, within one
outlet the same overlap is mostly shared background under another story. The thresholds are fitted on annotated pairs
(docs/deduplication.md says how).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from consumers.relation.overlap import MIN_SHARED_SHINGLES, Overlap


class TextRelation(StrEnum):
    """What one text is to another, by their words alone."""

    COPY = "copy"
    """The same text, or wire copy of it."""
    UPDATE = "update"
    """A later version by the same outlet."""
    CONTAINED = "contained"
    """A substantial part of one stands in the other, beside other reporting."""
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Thresholds:
    """Where one relation ends and the next begins; fitted, see docs/deduplication.md."""

    same_copy_jaccard: float = 0.9
    """Same outlet: the same text published twice."""
    same_update_jaccard: float = 0.3
    """Same outlet: a later version of one article."""
    same_contained: float = 0.3
    """Same outlet: share of the shorter text that makes it part of the longer."""
    other_copy_day: float = 0.5
    """Other outlet within a day: containment that makes wire copy."""
    other_copy_window: float = 0.7
    """Other outlet within the window: the same, of texts further apart."""
    other_copy_jaccard: float = 0.3
    """Other outlet: with less in common of both texts, the copy is only a part of the longer one."""
    other_contained: float = 0.35
    """Other outlet: containment that makes a verbatim part."""
    window: timedelta = timedelta(hours=72)
    """Copies follow the original by 21 hours at the 95th percentile."""


FITTED = Thresholds()


def text_relation(
    overlap: Overlap,
    *,
    same_outlet: bool,
    apart: timedelta | None,
    same_page: bool = False,
    thresholds: Thresholds = FITTED,
) -> TextRelation:
    """Return what two texts are to each other.

    Args:
        overlap: What they share.
        same_outlet: Whether one outlet published both.
        apart: Time between their publications; None if unknown, which counts as within a day.
        same_page: Whether both were read at one address or under one id: versions, whatever their words.
        thresholds: The limits to judge by.
    """
    if same_page:
        return TextRelation.COPY if overlap.jaccard == 1.0 else TextRelation.UPDATE
    if overlap.shared < MIN_SHARED_SHINGLES and overlap.containment < 1.0:
        return TextRelation.NONE
    gap = abs(apart) if apart is not None else timedelta()
    if gap > thresholds.window:
        return TextRelation.NONE
    return _same_outlet(overlap, thresholds) if same_outlet else _other_outlet(overlap, gap, thresholds)


def _same_outlet(overlap: Overlap, limits: Thresholds) -> TextRelation:
    if overlap.jaccard >= limits.same_copy_jaccard:
        return TextRelation.COPY
    if overlap.jaccard >= limits.same_update_jaccard:
        return TextRelation.UPDATE
    return TextRelation.CONTAINED if overlap.containment >= limits.same_contained else TextRelation.NONE


def _other_outlet(overlap: Overlap, gap: timedelta, limits: Thresholds) -> TextRelation:
    needed = limits.other_copy_day if gap <= timedelta(days=1) else limits.other_copy_window
    if overlap.containment >= needed and overlap.jaccard >= limits.other_copy_jaccard:
        return TextRelation.COPY
    return TextRelation.CONTAINED if overlap.containment >= limits.other_contained else TextRelation.NONE
