"""docs/rules.md names every field, and its examples work."""

import json
import re
from pathlib import Path

import pytest

from agent.config.folder import bundled_config
from agent.records import AuditEntry, Disposition, FeedState
from consumers.alerting.document import SECTIONS
from consumers.alerting.feeds.facts import KEYS
from consumers.alerting.feeds.wording import PLACEHOLDERS as FEED_PLACEHOLDERS
from consumers.alerting.grouping import EACH
from consumers.alerting.inline import run_tests
from consumers.alerting.loading import parse_rules
from consumers.alerting.reader import Kind
from consumers.alerting.schema import rules_schema
from consumers.alerting.vocabulary import EVENT_TYPES, Vocabulary
from consumers.alerting.wording import PLACEHOLDERS

ROOT = Path(__file__).parents[3]
TEXT = (ROOT / "docs/rules.md").read_text(encoding="utf-8")


def part(heading):
    found = re.search(rf"^#+ {heading}\n(.*?)(?=^#|\Z)", TEXT, re.MULTILINE | re.DOTALL)
    assert found, f"docs/rules.md has no section {heading!r}"
    return found[1]


@pytest.mark.parametrize("section", SECTIONS)
def test_every_field_has_a_row_in_its_section(section):
    rows = re.findall(r"^\| `(\w+)` \|", part(section), re.MULTILINE)
    extra = {"any", "all", "none", "only"} if section == "match" else set()
    assert set(rows) == set(SECTIONS[section]) | extra


def test_event_fields_placeholders_dispositions_and_types_are_named():
    assert all(f"`{field}`" in part("Fields of events") for field in EACH)
    assert all(f"`{{{name}}}`" in part("Wording") for name in (*PLACEHOLDERS, *FEED_PLACEHOLDERS))
    assert all(f"`{name}`" in part("feeds") for name in (*KEYS, *FeedState))
    assert all(f"| `{word.value}` |" in part("What becomes of a match") for word in Disposition)
    assert all(f"`{name}`" in part("match") for name in EVENT_TYPES)
    assert all(f"`{name}`" in part("What becomes of a match") for name in AuditEntry.__struct_fields__)


@pytest.mark.parametrize("example", re.findall(r"```yaml\n(.*?)```", TEXT, re.DOTALL))
def test_the_examples_load_and_pass_their_tests(example):
    content, _ = parse_rules(example, "docs/rules.md", Vocabulary.load(bundled_config()))
    assert content.rules
    assert all(outcome.passed for rule in content.rules for outcome in run_tests(rule))


def test_the_committed_schema_is_the_loaders_own():
    committed = json.loads((ROOT / "docs/schemas/rules.json").read_text(encoding="utf-8"))
    assert committed == rules_schema(), "run `rasid rules schema > docs/schemas/rules.json`"


def test_every_field_says_what_it_is_for():
    for fields in SECTIONS.values():
        for name, field in fields.items():
            assert field.doc.endswith("."), name
            assert isinstance(field.kind, Kind)
