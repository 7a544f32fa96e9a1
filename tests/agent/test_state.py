"""State tables against a plain dict as the model."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from agent.codec import RecordError
from agent.state import Table, Tables

KEYS = st.sampled_from(["a", "b", "c/d", "هـ"])
ROWS = st.lists(st.sampled_from(["EG", "RU", "VE"]), max_size=3)


def make(hot=None):
    return Tables(Table("events", list[str], {"party": lambda row: row}, hot), Table("other", int))


class TablesMachine(RuleBasedStateMachine):
    hot: int | None = None

    def __init__(self):
        super().__init__()
        self.tables = make(self.hot)
        self.committed: dict[str, list[str]] = {}
        self.seen: dict[str, list[str]] = {}
        self.changelog: dict[bytes, bytes] = {}
        self.marks: list[tuple[object, dict[str, list[str]]]] = []

    @rule(key=KEYS, row=ROWS)
    def put(self, key, row):
        self.tables["events"].put(key, row)
        self.seen[key] = row

    @rule(key=KEYS)
    def delete(self, key):
        self.tables["events"].delete(key)
        self.seen.pop(key, None)

    @rule()
    def mark(self):
        self.marks.append((self.tables.mark(), dict(self.seen)))

    @rule()
    def undo(self):
        if self.marks:
            mark, self.seen = self.marks.pop()
            self.tables.undo(mark)

    @rule()
    def commit(self):
        for key, value in self.tables.changes():
            if value is None:
                self.changelog.pop(key, None)
            else:
                self.changelog[key] = value
        self.tables.apply()
        self.committed = dict(self.seen)
        self.marks.clear()

    @rule()
    def discard(self):
        self.tables.discard()
        self.seen = dict(self.committed)
        self.marks.clear()

    @invariant()
    def reads_see_the_overlay(self):
        table = self.tables["events"]
        assert dict(table.items()) == self.seen
        assert len(table) == len(self.seen)
        for key in ("a", "b", "c/d", "هـ"):
            assert table.get(key) == self.seen.get(key)
        for party in ("EG", "RU", "VE"):
            found = sorted((k, row) for k, row in self.seen.items() if party in row)
            assert table.find("party", party) == found
            assert table.near("party", [party, "elsewhere"]) >= {key for key, _ in found}

    @invariant()
    def the_changelog_restores_what_is_committed(self):
        restored = make()
        for key, value in self.changelog.items():
            restored.load(key, value)
        assert dict(restored["events"].items()) == self.committed
        assert restored.changes() == []


class PackedTablesMachine(TablesMachine):
    hot = 1


TestTables = TablesMachine.TestCase
TestPackedTables = PackedTablesMachine.TestCase


def test_packed_rows_are_whole_again_whatever_their_size():
    tables = Tables(Table("texts", str, hot=2))
    rows = {str(n): "sentence " * 2**n for n in range(12)}
    for key, row in rows.items():
        tables["texts"].put(key, row)
    tables.apply()
    assert dict(tables["texts"].items()) == rows
    assert [tables["texts"].get(key) for key in rows] == list(rows.values())
    assert tables["texts"].get("absent") is None


def test_rows_are_whole_again_before_and_after_it_is_known_what_they_have_in_common():
    tables = Tables(Table("texts", str, hot=2))
    rows = {str(n): f"In the capital, minister {n} received minister {n * n} for talks. " * 4 for n in range(300)}
    for key, row in rows.items():
        tables["texts"].put(key, row)
        tables.apply()
    assert dict(tables["texts"].items()) == rows
    packed = [row for row in tables["texts"]._rows._packed.values() if row is not None]
    assert len(packed[-1]) < len(packed[0])


def test_rows_that_cannot_be_compressed_are_kept_as_they_are():
    tables = Tables(Table("texts", bytes, hot=2))
    chance = random.Random(3)
    rows = {str(n): chance.randbytes(300) for n in range(200)}
    for key, row in rows.items():
        tables["texts"].put(key, row)
        tables.apply()
    assert dict(tables["texts"].items()) == rows


def test_an_index_finds_a_row_whether_few_or_many_share_its_value():
    tables = make()
    for n in range(20):
        tables["events"].put(str(n), ["EG"])
        tables.apply()
        assert len(tables["events"].find("party", "EG")) == n + 1
    for n in range(19):
        tables["events"].delete(str(n))
        tables.apply()
        assert len(tables["events"].find("party", "EG")) == 19 - n


def test_a_row_that_does_not_fit_is_named():
    with pytest.raises(RecordError, match="other/x"):
        make().load(b"other/x", b'"text"')


def test_rows_of_unknown_tables_are_passed_over():
    make().load(b"future/x", b"1")


@given(st.dictionaries(KEYS, ROWS))
def test_changes_are_what_load_takes(rows):
    tables = make()
    for key, row in rows.items():
        tables["events"].put(key, row)
    other = make()
    for key, value in tables.changes():
        other.load(key, value)
    assert dict(other["events"].items()) == rows
