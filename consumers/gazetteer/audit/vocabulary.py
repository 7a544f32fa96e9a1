"""The offices that a term may name, and which of them one person holds at a time."""

from __future__ import annotations

SINGLE = frozenset(
    {"head_of_state", "head_of_government", "foreign_minister", "defence_minister", "crown_prince", "organisation_head"}
)
"""Offices with one holder at a time; parties that share one stand in a section ``overlaps``."""

OFFICES = SINGLE | {
    "deputy_foreign_minister", "vice_president", "national_security_adviser", "minister", "speaker", "ambassador",
    "envoy", "spokesperson", "group_leader", "official",
}  # fmt: skip
"""Every office; people/*.yaml explain them."""
