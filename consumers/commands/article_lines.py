"""Articles as JSON lines, the way the commands take them: a bad line is named and skipped, never the rest lost."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, TypeVar

import msgspec

from agent.cli import UsageError
from agent.records import Article

T = TypeVar("T")


class ArticleLine(msgspec.Struct, kw_only=True):
    """One article as a person or a script writes it; only a title or a text is required."""

    id: str | int = ""
    title: str = ""
    text: str = ""
    published: datetime | None = None
    url: str = ""
    source: str = ""
    outlet: str = ""
    language: str = ""

    def article(self, fallback_id: str) -> Article:
        """Return the record of this article; times without a zone are UTC.

        Args:
            fallback_id: Its id when it has neither id nor URL.

        Raises:
            ValueError: It has neither title nor text.
        """
        if not self.title.strip() and not self.text.strip():
            raise ValueError('neither "title" nor "text"')
        published = self.published
        if published is not None and published.tzinfo is None:
            published = published.replace(tzinfo=UTC)
        return Article(
            article_id=str(self.id) or self.url or fallback_id,
            source=self.source or self.outlet or "-",
            outlet=self.outlet or self.source,
            url=self.url,
            title=self.title,
            text=self.text,
            language=self.language,
            published=published,
        )


class Lines:
    """The JSON lines of a file or of standard input, with what could not be read reported on standard error."""

    def __init__(self, name: str, what: str = "an article") -> None:
        """Prepare to read ``name``; ``-`` is standard input.

        Args:
            name: File name.
            what: What a line should be, for complaints.
        """
        self._name = name
        self._what = what
        self.shown = "<stdin>" if name == "-" else name
        self.bad = 0
        """Lines that could not be used so far."""

    def read(self, kind: type[T]) -> Iterator[tuple[int, T]]:
        """Yield (line number, value) of every line that is a ``kind``; empty lines are skipped.

        Raises:
            UsageError: The file cannot be opened.
        """
        decoder = msgspec.json.Decoder(kind)
        with self._opened() as stream:
            for number, line in enumerate(stream, 1):
                if not line.strip():
                    continue
                try:
                    yield number, decoder.decode(line)
                except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
                    self.complain(number, f"not {self._what} in JSON: {error}")

    def complain(self, number: int, why: str) -> None:
        """Say on standard error what is wrong with line ``number``, and count it."""
        self.bad += 1
        sys.stderr.write(f"{self.shown}:{number}: {why}; skipped\n")

    @contextmanager
    def _opened(self) -> Iterator[IO[bytes]]:
        if self._name == "-":
            yield sys.stdin.buffer
            return
        try:
            stream = Path(self._name).open("rb")  # noqa: SIM115 - closed below; opening apart gives its own message
        except OSError as error:
            raise UsageError(f"cannot read {self._name}: {error.strerror}") from error
        with stream:
            yield stream
