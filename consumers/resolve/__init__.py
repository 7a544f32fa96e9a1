"""Merging the reports of one act into one event."""
