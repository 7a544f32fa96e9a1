"""A SPARQL endpoint over HTTP, as the Wikidata Query Service wants to be asked.

https://www.mediawiki.org/wiki/Wikidata_Query_Service/User_Manual#Query_limits: 60 seconds a query, 30 errors a minute,
and a User-Agent that names the tool and how to reach its owner. The standard library does: a dozen requests a month
need no pool, and the polling client lives with the producers.
"""

from __future__ import annotations

import json
import urllib.error
import urllib.parse
import urllib.request
from http.client import HTTPException
from typing import Any

from agent import __version__

WIKIDATA = "https://query.wikidata.org/sparql"
TIMEOUT_SECONDS = 75.0
"""Longer than the service's own limit, so that its message comes through."""
_MOST_BYTES = 64 << 20
_GIVE_UP = frozenset({400, 401, 403, 404, 405, 406, 414})


class EndpointError(Exception):
    """The endpoint did not answer the query."""

    def __init__(self, message: str, *, retriable: bool, wait_seconds: float | None = None) -> None:
        """Take what happened, whether a repeat can help, and how long the endpoint asks to wait before it."""
        super().__init__(message)
        self.retriable = retriable
        self.wait_seconds = wait_seconds


class Endpoint:
    """Asks one endpoint."""

    def __init__(self, url: str = WIKIDATA, *, contact: str, timeout_seconds: float = TIMEOUT_SECONDS) -> None:
        """Take the endpoint's URL and the URL or address by which its owner can reach the user.

        Raises:
            ValueError: The URL is not http or https.
        """
        if urllib.parse.urlsplit(url).scheme not in {"http", "https"}:
            raise ValueError(f"'{url}' is no http or https URL")
        self._url = url
        self._timeout_seconds = timeout_seconds
        self._headers = {
            "Accept": "application/sparql-results+json",
            "Content-Type": "application/x-www-form-urlencoded; charset=utf-8",
            "User-Agent": f"Rasid/{__version__} ({contact}) gazetteer refresh",
        }

    def __call__(self, query: str) -> dict[str, Any]:
        """Return the endpoint's answer to ``query``.

        Raises:
            EndpointError: There is none, or it breaks off.
        """
        body = urllib.parse.urlencode({"query": query}).encode()
        request = urllib.request.Request(self._url, body, self._headers)  # noqa: S310 - checked above
        try:
            with urllib.request.urlopen(request, timeout=self._timeout_seconds) as response:  # noqa: S310
                payload = response.read(_MOST_BYTES)
        except urllib.error.HTTPError as error:
            with error:
                raise _refusal(self._url, error.code, error.headers.get("Retry-After")) from error
        except (OSError, HTTPException) as error:
            reason = getattr(error, "reason", None) or error
            raise EndpointError(f"{self._url} cannot be reached: {reason}", retriable=True) from error
        try:
            answer = json.loads(payload)
        except ValueError as error:  # a query that runs out of time ends its answer with a stack trace
            raise EndpointError(f"the answer of {self._url} breaks off", retriable=True) from error
        if not isinstance(answer, dict):
            raise EndpointError(f"{self._url} does not answer in SPARQL JSON", retriable=False)
        return answer


def _refusal(url: str, status: int, retry_after: str | None) -> EndpointError:
    wait = float(retry_after) if retry_after and retry_after.isdigit() else None
    meaning = {403: "it has banned this address for a while", 429: "too many requests", 500: "the query timed out"}
    told = f" ({meaning[status]})" if status in meaning else ""
    return EndpointError(f"{url} answers {status}{told}", retriable=status not in _GIVE_UP, wait_seconds=wait)
