"""Rows kept as compressed bytes, the ones in use decoded: memory for time, behind a dict's interface.

A decoded row of nested structs takes five to ten times its bytes, and a stage that remembers days of reports touches
only the latest of them. The first rows of a table teach what its rows have in common: the later ones are compressed
against a sample of them, which leaves two thirds of what each would take alone, and costs no time.
"""

from __future__ import annotations

import zlib
from collections import OrderedDict
from collections.abc import Iterator
from typing import Any, Generic, TypeVar

import msgspec
from msgspec.inspect import LiteralType, StructType, type_info

V = TypeVar("V")

_MISSING: Any = object()
_PLAIN, _DEFLATED, _LEARNED = b"\x00", b"\x01", b"\x02"
_WORTH_DEFLATING = 128
"""Bytes from which compression saves more than it costs."""

_LESSON = 64
"""Rows after which it is known what they have in common, and whether they can be compressed at all."""

_SAMPLE = 16_384
"""Bytes of the last of these rows that later ones are compressed against; half of it would take a twentieth more."""

_LEVELS = {_DEFLATED: 1, _LEARNED: 6}
_WORTH_TRYING = 0.9
"""Share of their bytes to which the first rows must be compressed for later ones to be."""


class PackedRows(Generic[V]):
    """What :class:`agent.state.Table` needs of a dict, with the rows packed."""

    def __init__(self, kind: type[V], hot: int) -> None:
        """Make an empty store.

        Args:
            kind: Type of the rows.
            hot: How many decoded rows are kept at hand, those used last.
        """
        self._words = {_DEFLATED: b"".join(dict.fromkeys(_vocabulary(type_info(kind))))}
        self._how = _DEFLATED
        self._lesson: list[bytes] = []
        self._seen = self._taken = 0
        self._decoder = msgspec.msgpack.Decoder(kind)
        self._encoder = msgspec.msgpack.Encoder()
        self._packed: dict[str, bytes | None] = {}
        """None for a row that is at hand and has changed since it was packed, if it ever was."""
        self._hot: OrderedDict[str, V] = OrderedDict()
        self._room = hot

    def __getitem__(self, key: str) -> V:
        row: V = self.get(key, _MISSING)
        if row is _MISSING:
            raise KeyError(key)
        return row

    def get(self, key: str, default: Any = None) -> Any:
        """Return the row of ``key``, or ``default``."""
        row = self._hot.get(key, _MISSING)
        if row is not _MISSING:
            self._hot.move_to_end(key)
            return row
        packed = self._packed.get(key)
        if packed is None:
            return default
        row = self._unpack(packed)
        self._keep(key, row)
        return row

    def pop(self, key: str, default: Any = None) -> Any:
        """Remove the row of ``key`` and return it, or ``default``."""
        row = self._hot.pop(key, _MISSING)
        packed = self._packed.pop(key, None)
        if row is not _MISSING:
            return row
        return default if packed is None else self._unpack(packed)

    def __setitem__(self, key: str, row: V) -> None:
        self._packed[key] = None
        self._keep(key, row)

    def __contains__(self, key: object) -> bool:
        return key in self._packed

    def __len__(self) -> int:
        return len(self._packed)

    def items(self) -> Iterator[tuple[str, V]]:
        """Yield every row without keeping it at hand."""
        for key, packed in self._packed.items():
            yield key, self._hot[key] if packed is None else self._unpack(packed)

    def _keep(self, key: str, row: V) -> None:
        self._hot[key] = row
        self._hot.move_to_end(key)
        if len(self._hot) > self._room:
            oldest, unused = self._hot.popitem(last=False)
            if self._packed[oldest] is None:
                self._packed[oldest] = self._pack(unused)

    def _pack(self, row: V) -> bytes:
        encoded = self._encoder.encode(row)
        if self._how == _PLAIN or len(encoded) < _WORTH_DEFLATING:
            return _PLAIN + encoded
        how = self._how
        deflate = zlib.compressobj(_LEVELS[how], wbits=-zlib.MAX_WBITS, zdict=self._words[how])
        deflated = deflate.compress(encoded) + deflate.flush()
        if how == _DEFLATED:
            self._learn(encoded, len(deflated))
        return how + deflated if len(deflated) < len(encoded) else _PLAIN + encoded

    def _learn(self, encoded: bytes, taken: int) -> None:
        """Take notice of one of the first rows."""
        self._lesson.append(encoded)
        self._seen += len(encoded)
        self._taken += taken
        if len(self._lesson) == _LESSON:
            if self._taken > _WORTH_TRYING * self._seen:
                self._how = _PLAIN
            else:
                self._words[_LEARNED] = b"".join(self._lesson)[-_SAMPLE:] + self._words[_DEFLATED]
                self._how = _LEARNED
            self._lesson.clear()

    def _unpack(self, packed: bytes) -> V:
        how = packed[:1]
        if how == _PLAIN:
            return self._decoder.decode(packed[1:])
        inflate = zlib.decompressobj(wbits=-zlib.MAX_WBITS, zdict=self._words[how])
        return self._decoder.decode(inflate.decompress(packed[1:]))


def _vocabulary(kind: object) -> Iterator[bytes]:
    """Yield the names that every row of a type spells out: what compression need not learn from each row anew."""
    if isinstance(kind, StructType):
        for field in kind.fields:
            yield field.encode_name.encode()
            yield from _vocabulary(field.type)
    elif isinstance(kind, LiteralType):
        for value in kind.values:
            yield str(value).encode()
    else:
        for name in ("item_type", "item_types", "types", "key_type", "value_type"):
            inner = getattr(kind, name, ())
            for part in inner if isinstance(inner, tuple) else (inner,):
                yield from _vocabulary(part)
