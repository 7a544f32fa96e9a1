"""Rows kept as compressed bytes, the ones in use decoded: memory for time, behind a dict's interface.

A decoded row of nested structs takes five to ten times its bytes, and a stage that remembers days of reports touches
only the latest of them.
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
_PLAIN, _DEFLATED = b"\x00", b"\x01"
_WORTH_DEFLATING = 128
"""Bytes from which compression saves more than it costs."""


class PackedRows(Generic[V]):
    """What :class:`agent.state.Table` needs of a dict, with the rows packed."""

    def __init__(self, kind: type[V], hot: int) -> None:
        """Make an empty store.

        Args:
            kind: Type of the rows.
            hot: How many decoded rows are kept at hand, those used last.
        """
        self._vocabulary = b"".join(dict.fromkeys(_vocabulary(type_info(kind))))
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
        if len(encoded) >= _WORTH_DEFLATING:
            deflate = zlib.compressobj(1, wbits=-zlib.MAX_WBITS, zdict=self._vocabulary)
            deflated = deflate.compress(encoded) + deflate.flush()
            if len(deflated) < len(encoded):
                return _DEFLATED + deflated
        return _PLAIN + encoded

    def _unpack(self, packed: bytes) -> V:
        if packed[:1] == _PLAIN:
            return self._decoder.decode(packed[1:])
        inflate = zlib.decompressobj(wbits=-zlib.MAX_WBITS, zdict=self._vocabulary)
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
