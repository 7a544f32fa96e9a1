"""An alert as text for people."""

from __future__ import annotations

import json
import os
from typing import TextIO

from agent.codec import encode
from agent.records import Alert

_COLOUR = {"info": "36", "low": "36", "medium": "33", "high": "31", "critical": "1;31"}


class AlertPrinter:
    """Writes alerts to a stream: a readable block each on a terminal, one JSON object a line otherwise."""

    def __init__(self, stream: TextIO, *, readable: bool | None = None) -> None:
        """Write to ``stream``; ``readable`` None asks whether it is a terminal."""
        self._stream = stream
        self._readable = stream.isatty() if readable is None else readable
        self._colour = self._readable and stream.isatty() and "NO_COLOR" not in os.environ

    def show(self, alert: Alert) -> None:
        """Write one alert, and flush: a reader waits for it."""
        text = alert_block(alert, colour=self._colour) if self._readable else encode(alert).decode()
        self._stream.write(text + "\n")
        self._stream.flush()


def alert_block(alert: Alert, *, colour: bool = False) -> str:
    """Return ``alert`` as a few lines: severity and headlines, rule and reason, sources, the words it rests on."""

    def paint(code: str, text: str) -> str:
        return f"\x1b[{code}m{text}\x1b[0m" if colour else text

    event = alert.event
    severity = paint(_COLOUR.get(alert.rule.severity, "0"), f"{alert.rule.severity.upper():<8}")
    status = "" if event.status == "occurred" else f" [{event.status}]"
    lines = [f"{severity} {paint('1', event.headline.en or event.type)}{status}"]
    if event.headline.ar:
        lines.append(f"         {event.headline.ar}")
    lines.append(f"         rule     {alert.rule.title or alert.rule.id}: {alert.reason}")
    when = f"{event.date.value}" if event.date else "date not stated"
    where = f", {event.place.name}" if event.place else ""
    lines.append(f"         event    {event.type}{f'/{event.mode}' if event.mode else ''}, {when}{where}, "
                 f"{event.independent_sources} independent source{'s' if event.independent_sources != 1 else ''}")
    if event.sources:
        source = event.sources[-1]
        lines.append(f"         source   {source.outlet or source.article_id} {source.url}".rstrip())
    if event.evidence:
        sentence = " ".join(event.evidence[0].sentence.split())
        lines.append(f"         words    {json.dumps(sentence[:240], ensure_ascii=False)}")
    return "\n".join(lines) + "\n"
