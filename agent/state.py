"""State tables: a stage's memory, held in RAM, written to a compacted changelog with every batch.

Changes go to an overlay first. The runtime writes the overlay to the changelog in the same commit as the outputs and
the offset, and only then applies it (:meth:`Tables.apply`); after a failed commit it is thrown away
(:meth:`Tables.discard`). A record that turns out to be poison is taken back alone (:meth:`Tables.undo`).
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from typing import Any, Generic, TypeVar

from agent.codec import RecordError, decode, encode
from agent.packed_rows import PackedRows

V = TypeVar("V")

_MISSING: Any = object()
_GONE: Any = object()

_Postings = str | tuple[str, ...] | set[str]
"""The keys found under one value of an index: most often one, which then needs no container, or a few."""

_A_FEW = 8


class Table(Generic[V]):
    """Rows of one type by a text key, with optional indexes; reads see the overlay before what is committed."""

    def __init__(
        self,
        name: str,
        kind: type[V],
        indexes: Mapping[str, Callable[[V], Iterable[Hashable]]] | None = None,
        hot: int | None = None,
    ) -> None:
        """Make an empty table.

        Args:
            name: Its name in the changelog; no slash.
            kind: Type of the rows (a struct, or anything that JSON holds).
            indexes: Index name -> function from a row to the values it is found under.
            hot: How many committed rows are held decoded, the others as compressed bytes; default: all of them.
                For large tables of which few rows are in use at a time.
        """
        self.name = name
        self.kind = kind
        self._rows: dict[str, V] | PackedRows[V] = {} if hot is None else PackedRows(kind, hot)
        self._overlay: dict[str, V] = {}
        self._journal: list[tuple[str, V]] = []
        self._keys_of = dict(indexes or {})
        self._indexes: dict[str, dict[Hashable, _Postings]] = {index: {} for index in self._keys_of}
        self._overlay_index: dict[str, dict[Hashable, dict[str, None]]] = {index: {} for index in self._keys_of}

    def get(self, key: str) -> V | None:
        """Return the row of ``key``, or None."""
        row = self._overlay.get(key, _MISSING)
        if row is _MISSING:
            return self._rows.get(key)
        return None if row is _GONE else row

    def put(self, key: str, row: V) -> None:
        """Set the row of ``key``."""
        self._stage(key, row)
        for index, values_of in self._keys_of.items():
            for value in values_of(row):
                self._overlay_index[index].setdefault(value, {})[key] = None

    def delete(self, key: str) -> None:
        """Remove the row of ``key``, if there is one."""
        if self.get(key) is not None:
            self._stage(key, _GONE)

    def find(self, index: str, value: Hashable) -> list[tuple[str, V]]:
        """Return the (key, row) pairs found under ``value``, ordered by key."""
        keys = [key for key in _keys(self._indexes[index].get(value)) if key not in self._overlay]
        found = [(key, self._rows[key]) for key in keys]
        values_of = self._keys_of[index]
        for key in self._overlay_index[index].get(value, ()):
            row = self._overlay.get(key, _GONE)
            if row is not _GONE and value in values_of(row):
                found.append((key, row))
        found.sort(key=lambda pair: pair[0])
        return found

    def near(self, index: str, values: Iterable[Hashable]) -> set[str]:
        """Return the keys of at least all rows found under any of ``values``, without looking at the rows.

        Rows changed since the last commit may be among them that are found under none any longer.
        """
        committed, staged = self._indexes[index], self._overlay_index[index]
        found: set[str] = set()
        for value in values:
            found.update(_keys(committed.get(value)))
            if staged:
                found.update(staged.get(value, ()))
        return found

    def items(self) -> Iterator[tuple[str, V]]:
        """Yield every (key, row) pair: committed ones as they were first written, then those changed since."""
        for key, row in self._rows.items():
            if key not in self._overlay:
                yield key, row
        for key, row in list(self._overlay.items()):
            if row is not _GONE:
                yield key, row

    def __len__(self) -> int:
        return sum(1 for _ in self.items()) if self._overlay else len(self._rows)

    def __contains__(self, key: str) -> bool:
        return self.get(key) is not None

    def _stage(self, key: str, row: V) -> None:
        self._journal.append((key, self._overlay.get(key, _MISSING)))
        self._overlay[key] = row

    def _commit_row(self, key: str, row: V) -> None:
        before = self._rows.get(key, _MISSING)
        if row is not _GONE:
            self._rows[key] = row  # a row written again keeps its key, which other tables may share
        elif before is not _MISSING:
            self._rows.pop(key)
        for index, values_of in self._keys_of.items():
            old = set(values_of(before)) if before is not _MISSING else ()
            new = set(values_of(row)) if row is not _GONE else ()
            postings = self._indexes[index]
            for value in old:
                if value not in new:
                    _drop(postings, value, key)
            for value in new:
                if value not in old:
                    _add(postings, value, key)

    def _changes(self) -> Iterator[tuple[str, bytes | None]]:
        for key, row in self._overlay.items():
            yield key, None if row is _GONE else encode(row)

    def _apply(self) -> None:
        for key, row in self._overlay.items():
            self._commit_row(key, row)
        self._clear()

    def _clear(self) -> None:
        self._overlay.clear()
        self._journal.clear()
        for index in self._overlay_index.values():
            index.clear()

    def _mark(self) -> int:
        return len(self._journal)

    def _undo(self, mark: int) -> None:
        while len(self._journal) > mark:
            key, before = self._journal.pop()
            if before is _MISSING:
                del self._overlay[key]
            else:
                self._overlay[key] = before
                if before is not _GONE:
                    # `put` of a later row may have been indexed under other values only.
                    for index, values_of in self._keys_of.items():
                        for value in values_of(before):
                            self._overlay_index[index].setdefault(value, {})[key] = None


def _keys(postings: _Postings | None) -> Iterable[str]:
    if postings is None:
        return ()
    return (postings,) if isinstance(postings, str) else postings


def _add(index: dict[Hashable, _Postings], value: Hashable, key: str) -> None:
    postings = index.get(value)
    if postings is None:
        index[value] = key
    elif isinstance(postings, set):
        postings.add(key)
    else:
        known = (postings,) if isinstance(postings, str) else postings
        if key not in known:
            index[value] = (*known, key) if len(known) < _A_FEW else {*known, key}


def _drop(index: dict[Hashable, _Postings], value: Hashable, key: str) -> None:
    postings = index.get(value)
    if isinstance(postings, set):
        postings.discard(key)
        if not postings:
            del index[value]
    elif isinstance(postings, tuple):
        left = tuple(known for known in postings if known != key)
        index[value] = left[0] if len(left) == 1 else left
    elif postings == key:
        del index[value]


class Tables:
    """The tables of one task."""

    def __init__(self, *tables: Table[Any]) -> None:
        self._tables = {table.name: table for table in tables}

    def __getitem__(self, name: str) -> Table[Any]:
        """Return the table called ``name``."""
        return self._tables[name]

    def changes(self) -> Sequence[tuple[bytes, bytes | None]]:
        """Return the overlay as changelog records: key, and value or None for a removed row."""
        return [
            (f"{name}/{key}".encode(), value)
            for name, table in self._tables.items()
            for key, value in table._changes()  # noqa: SLF001 - the two classes are one mechanism
        ]

    def load(self, key: bytes, value: bytes | None) -> None:
        """Take one changelog record.

        Raises:
            RecordError: The row does not fit its table (the changelog was written by something else).
        """
        name, _, row_key = key.decode().partition("/")
        table = self._tables.get(name)
        if table is None:
            return  # a table of an older or newer version
        try:
            row = _GONE if value is None else decode(value, table.kind)
        except RecordError as error:
            raise RecordError(f"changelog row {key.decode()!r}: {error}") from error
        table._commit_row(row_key, row)  # noqa: SLF001

    def mark(self) -> Mapping[str, int]:
        """Return a point to which :meth:`undo` can go back."""
        return {name: table._mark() for name, table in self._tables.items()}  # noqa: SLF001

    def undo(self, mark: Mapping[str, int]) -> None:
        """Take back every change made since ``mark``."""
        for name, table in self._tables.items():
            table._undo(mark[name])  # noqa: SLF001

    def apply(self) -> None:
        """Make the overlay part of the committed state."""
        for table in self._tables.values():
            table._apply()  # noqa: SLF001

    def discard(self) -> None:
        """Forget the overlay."""
        for table in self._tables.values():
            table._clear()  # noqa: SLF001
