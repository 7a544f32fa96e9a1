"""One HTTP exchange as values: what is asked, and what came of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol

from producers.failure import FailureClass


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """A GET of one address."""

    url: str
    validators_url: str = ""
    """The address that the validators came from; on redirects they are sent to it alone."""
    etag: str = ""
    last_modified: str = ""
    allow_private: tuple[str, ...] = ()
    """Hosts and networks of private addresses that may be connected to."""
    follow: bool = True
    """False: a redirect that may be followed is the answer, and ``moved_to`` says where it leads."""
    media_types: tuple[str, ...] = ()
    """The body of another type is not read; empty: every type is."""

    @property
    def conditional(self) -> bool:
        """Whether the server may answer "not modified"."""
        return bool(self.etag or self.last_modified)


@dataclass(frozen=True, slots=True, kw_only=True)
class Response:
    """What the server answered after all redirects, decoded from its transfer and content encodings."""

    status: int
    url: str
    """The address that answered."""
    headers: Mapping[str, str] = field(default_factory=dict)
    """Names in lower case, values exactly as sent (latin-1)."""
    body: bytes = b""
    """Empty unless the status is 200 and the type is one that was asked for."""
    moved_to: str = ""
    """Where permanent redirects alone lead from the address asked for; empty when there were none."""
    wire_bytes: int = 0
    """Bytes of the body as they were sent."""

    @property
    def media_type(self) -> str:
        """What the server calls the body, without parameters; empty when it does not say."""
        return self.headers.get("content-type", "").partition(";")[0].strip().lower()


@dataclass(frozen=True, slots=True)
class Failure:
    """Why there is no usable answer."""

    kind: FailureClass
    detail: str
    """One line for people."""


class Fetcher(Protocol):
    """Whatever can carry out an exchange."""

    async def fetch(self, request: Request) -> Response | Failure:
        """Carry out ``request``; every trouble with the network or the server is a :class:`Failure`."""

    async def close(self) -> None:
        """Let go of connections."""
