"""An alert as text for people."""

from __future__ import annotations

import os
import shutil
import textwrap
from typing import TextIO

from agent.codec import encode
from agent.records import Alert, Event, Source

_COLOUR = {"info": "36", "low": "36", "medium": "33", "high": "31", "critical": "1;31"}
_INDENT = " " * 9
_JOINERS = "\u200c\u200d"
"""Not printable for Python, yet part of Arabic and Persian spelling."""


class AlertPrinter:
    """Writes alerts to a stream: a readable block each on a terminal, one JSON object a line otherwise."""

    def __init__(self, stream: TextIO, *, readable: bool | None = None) -> None:
        """Write to ``stream``; ``readable`` None asks whether it is a terminal."""
        self._stream = stream
        self._readable = stream.isatty() if readable is None else readable
        self._colour = self._readable and stream.isatty() and "NO_COLOR" not in os.environ

    def show(self, alert: Alert) -> None:
        """Write one alert, and flush: a reader waits for it."""
        width = min(110, shutil.get_terminal_size().columns)
        text = alert_block(alert, colour=self._colour, width=width) if self._readable else encode(alert).decode()
        self._stream.write(text + "\n")
        self._stream.flush()


def alert_block(alert: Alert, *, colour: bool = False, width: int = 110) -> str:
    """Return ``alert`` as a few lines: severity and headlines, rule and grounds, source, the words it rests on.

    Args:
        alert: What to show.
        colour: With ANSI colours.
        width: Columns at which the quotation is broken.
    """

    def paint(code: str, text: str) -> str:
        return f"\x1b[{code}m{text}\x1b[0m" if colour else text

    severity = paint(_COLOUR.get(alert.rule.severity, "0"), f"{alert.rule.severity.upper():<8}")
    event = alert.event
    if event is None:
        lines = [f"{severity} {paint('1', _plain(alert.rule.title or alert.rule.id))}"]
        return "\n".join([*lines, f"{_INDENT}{paint('2', 'because ')} {_plain(alert.reason)}"]) + "\n"
    status = "" if event.status == "occurred" else f" [{event.status}]"
    lines = [f"{severity} {paint('1', _plain(event.headline.en or event.type))}{status}"]
    if event.headline.ar:
        lines.append(_INDENT + _plain(event.headline.ar))
    rows = [("rule", alert.rule.title or alert.rule.id), ("because", _grounds(alert, event)), ("event", _act(event))]
    source = _source(event)
    if source is not None:
        rows.append(("source", f"{source.outlet or source.article_id} {source.url}".rstrip()))
    lines += [f"{_INDENT}{paint('2', f'{name:<8}')} {_plain(text)}" for name, text in rows]
    if event.evidence:
        quoted = f"“{_plain(event.evidence[0].sentence)}”"
        first, *rest = textwrap.wrap(quoted, max(40, width - len(_INDENT) - 9))
        lines.append(f"{_INDENT}{paint('2', 'words   ')} {first}")
        lines += [f"{_INDENT}{'':9}{line}" for line in rest]
    return "\n".join(lines) + "\n"


def _grounds(alert: Alert, event: Event) -> str:
    """What the rule was satisfied by; a rule with a wording of its own has that shown instead."""
    headline = event.headline.en
    if alert.reason and not (headline and headline in alert.reason):
        return alert.reason
    return "; ".join(f"{condition} {', '.join(values)}" for condition, values in alert.matched.items()) or alert.reason


def _act(event: Event) -> str:
    kind = f"{event.type}/{event.mode}" if event.mode else event.type
    when = event.date.value if event.date else "date not stated"
    where = [event.place.name] if event.place else []
    sources = f"{event.independent_sources} independent source{'s' if event.independent_sources != 1 else ''}"
    return ", ".join([kind, when, *where, sources])


def _source(event: Event) -> Source | None:
    """The report that is quoted, else the last one."""
    quoted = {event.evidence[0].article_id} if event.evidence else set()
    return next((source for source in event.sources if source.article_id in quoted), (*event.sources, None)[-1])


def _plain(text: str) -> str:
    """One line without control characters: what a publisher wrote must not steer the reader's terminal."""
    kept = (sign for sign in text if sign.isprintable() or sign.isspace() or sign in _JOINERS)
    return " ".join("".join(kept).split())
