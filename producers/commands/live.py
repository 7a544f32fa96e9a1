"""One request for a command, as the daemon would make it."""

from __future__ import annotations

from producers.exchange import Failure, Request, Response
from producers.fetch import FetchSettings, HttpFetcher


async def fetch_once(
    url: str, allow_private: tuple[str, ...], settings: FetchSettings | None = None
) -> Response | Failure:
    """Return what is at ``url``.

    Args:
        url: http or https.
        allow_private: Hosts and networks of private addresses that are admitted.
        settings: How requests are made.
    """
    fetcher = HttpFetcher(settings)
    try:
        return await fetcher.fetch(Request(url=url, allow_private=allow_private))
    finally:
        await fetcher.close()
