"""Documentation that cannot drift: every command, metric and record is in it."""

import json
from pathlib import Path

import pytest
import yaml

from agent.cli import COMMANDS
from agent.codec import json_schema
from agent.metrics import FAMILIES, PREFIX
from agent.records import RECORD_TYPES

ROOT = Path(__file__).parents[2]


def test_every_command_is_in_the_command_reference():
    text = (ROOT / "docs/commands.md").read_text(encoding="utf-8")
    for name in COMMANDS:
        assert f"## rasid {name}" in text, name


def test_every_metric_is_in_the_operators_guide():
    text = (ROOT / "docs/operating.md").read_text(encoding="utf-8")
    for name, family in FAMILIES.items():
        row = next((line for line in text.splitlines() if line.startswith(f"| `{PREFIX}_{name}`")), "")
        assert row, name
        for label in family.labels:
            assert f"`{label}`" in row, f"{name}: {label}"


@pytest.mark.parametrize("language", ["ar", "en", "fr"])
def test_every_key_of_a_lexicon_is_in_the_language_guide(language):
    text = (ROOT / "docs/adding-a-language.md").read_text(encoding="utf-8")
    lexicon = yaml.safe_load((ROOT / f"config/lexicon/{language}.yaml").read_text(encoding="utf-8"))
    frame_keys = set().union(*lexicon["frames"])
    for key in {*lexicon, *lexicon["cues"], *lexicon["marks"], *frame_keys}:
        assert f"`{key}`" in text, key


@pytest.mark.parametrize("name", RECORD_TYPES)
def test_the_committed_schema_is_the_record_types_own(name):
    committed = json.loads((ROOT / "docs/schemas" / f"{name}.json").read_text(encoding="utf-8"))
    assert committed == json.loads(json.dumps(json_schema(name))), "run `rasid schema --write docs/schemas`"


def test_every_record_field_is_in_the_records_guide():
    text = (ROOT / "docs/records.md").read_text(encoding="utf-8")
    for name, kind in RECORD_TYPES.items():
        for field in kind.__struct_fields__:
            assert f"`{field}`" in text, f"{name}.{field}"


def test_the_readme_gives_the_two_commands():
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    assert "make demo" in text
    assert "make test" in text
