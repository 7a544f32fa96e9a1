"""Unpacking gzip bodies in bounded steps, so that a bomb costs no more than the limit."""

from __future__ import annotations

import zlib
from dataclasses import dataclass

_GZIP_MAGIC = b"\x1f\x8b"
_STEP = 256 * 1024
_RATIO_GRACE = 1024 * 1024


@dataclass(frozen=True, slots=True)
class BodyLimits:
    """How much a body may cost."""

    wire_bytes: int = 15 * 1024 * 1024
    """As sent."""
    decoded_bytes: int = 15 * 1024 * 1024
    """Unpacked."""
    ratio: int = 200
    """Unpacked to sent, once more than 1 MiB is unpacked; real feeds pack to between a third and a thirtieth."""


class BodyTooLarge(ValueError):
    """The body goes beyond a limit."""


class BadEncoding(ValueError):
    """The body is packed in a way that was not asked for, or is broken."""


class BodyDecoder:
    """Takes a body piece by piece and unpacks it.

    httpx unpacks whole chunks before it can be stopped (1.6 KB of brotli became 3 GB); hence our own unpacking with
    ``max_length``, of gzip alone.
    """

    def __init__(self, content_encoding: str, limits: BodyLimits) -> None:
        """Begin a body.

        Args:
            content_encoding: The header's value, empty when absent.
            limits: What the body may cost.

        Raises:
            BadEncoding: It is neither gzip nor unpacked.
        """
        name = content_encoding.strip().lower()
        if name not in {"", "identity", "gzip", "x-gzip"}:
            raise BadEncoding(f"content encoding '{name[:40]}' was not asked for")
        self._declared = name in {"gzip", "x-gzip"}
        self._limits = limits
        self._gzip: bool | None = None
        self._inflate = zlib.decompressobj(zlib.MAX_WBITS | 16)
        self._parts: list[bytes] = []
        self._head = b""
        self.wire_bytes = 0
        self._decoded = 0

    def feed(self, data: bytes) -> None:
        """Take the next piece.

        Raises:
            BodyTooLarge: A limit is reached.
            BadEncoding: It is not the gzip that it is said to be.
        """
        self.wire_bytes += len(data)
        if self.wire_bytes > self._limits.wire_bytes:
            raise BodyTooLarge(f"more than {self._limits.wire_bytes} bytes")
        if self._gzip is None:
            self._head += data
            if len(self._head) < len(_GZIP_MAGIC):
                return
            # Some servers declare gzip and send plain text, others send a .gz file and declare nothing.
            self._gzip = self._head.startswith(_GZIP_MAGIC)
            data, self._head = self._head, b""
        if self._gzip:
            self._unpack(data)
        else:
            self._add(data)

    def _add(self, data: bytes) -> None:
        self._decoded += len(data)
        if self._decoded > self._limits.decoded_bytes:
            raise BodyTooLarge(f"more than {self._limits.decoded_bytes} bytes when unpacked")
        if self._decoded > _RATIO_GRACE and self._decoded > self._limits.ratio * self.wire_bytes:
            raise BodyTooLarge(f"unpacks to more than {self._limits.ratio} times its size")
        self._parts.append(data)

    def _unpack(self, data: bytes) -> None:
        try:
            while data:
                if self._inflate.eof:
                    data, self._head = self._head + data, b""
                    if len(data) < len(_GZIP_MAGIC):
                        self._head = data
                        return
                    if not data.startswith(_GZIP_MAGIC):
                        return  # padding behind the last member
                    self._inflate = zlib.decompressobj(zlib.MAX_WBITS | 16)
                self._add(self._inflate.decompress(data, _STEP))
                data = self._inflate.unused_data if self._inflate.eof else self._inflate.unconsumed_tail
        except zlib.error as error:
            raise BadEncoding(f"broken gzip: {error}") from error

    def finish(self) -> bytes:
        """Return the whole body.

        Raises:
            BadEncoding: It breaks off in the middle.
        """
        if self._gzip is None:
            self._add(self._head)
        elif self._gzip:
            while not self._inflate.eof:
                rest = self._inflate.decompress(self._inflate.unconsumed_tail, _STEP)
                if not rest:
                    raise BadEncoding("the gzip body breaks off")
                self._add(rest)
        return b"".join(self._parts)
