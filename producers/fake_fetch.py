"""A web of feeds in memory, for tests and trials: a :class:`producers.exchange.Fetcher` without a network."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable

from producers.exchange import Failure, Request, Response
from producers.failure import FailureClass

Answer = Response | Failure | Callable[[Request], Response | Failure]


class FakeFetcher:
    """Answers each address with what was put there; the last answer put there stays.

    Every request is kept in ``requests``, in order. An address that nothing was put at does not resolve.
    """

    def __init__(self) -> None:
        self.requests: list[Request] = []
        self.closed = False
        self._answers: dict[str, deque[Answer]] = {}

    def put(self, url: str, *answers: Answer) -> None:
        """Let ``url`` answer with ``answers`` in turn; the last one is repeated."""
        self._answers[url] = deque(answers)

    def put_feed(self, url: str, body: str | bytes, **headers: str) -> None:
        """Let ``url`` answer 200 with ``body``; underscores in the names of ``headers`` become hyphens."""
        data = body.encode() if isinstance(body, str) else body
        named = {name.replace("_", "-").lower(): value for name, value in headers.items()}
        self.put(url, Response(status=200, url=url, headers=named, body=data, wire_bytes=len(data)))

    async def fetch(self, request: Request) -> Response | Failure:
        """Return the next answer of ``request.url``."""
        self.requests.append(request)
        answers = self._answers.get(request.url)
        if not answers:
            return Failure(FailureClass.DNS, f"nothing was put at {request.url}")
        answer = answers.popleft() if len(answers) > 1 else answers[0]
        return answer(request) if callable(answer) else answer

    async def close(self) -> None:
        """Note that the owner is done."""
        self.closed = True
