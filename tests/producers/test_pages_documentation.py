from pathlib import Path

from producers.pages.results import REASONS

ROOT = Path(__file__).parents[2]


def test_every_reason_is_in_the_guide_to_feeds():
    section = (ROOT / "docs/feeds.md").read_text(encoding="utf-8").split("## Article pages")[1].split("\n## ")[0]
    assert [reason for reason in REASONS if f"`{reason}`" not in section] == []
