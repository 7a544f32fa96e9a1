"""What an alert says: one sentence that names the rule, what matched and whose words say so."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence

from yaml.nodes import Node

from agent.records import Event
from consumers.alerting.feeds.wording import PLACEHOLDERS as FEED_PLACEHOLDERS
from consumers.alerting.model import Rule
from consumers.alerting.problems import suggestion
from consumers.alerting.reader import Reader

_PLACEHOLDER = re.compile(r"\{([^{}]*)\}")
_QUOTE_LENGTH = 240
_UNSAID = frozenset({"window", "age", "confidence", "withdrawn"})
"""Conditions that tell a reader nothing, or that a note tells better."""


def _names(event: Event, side: str) -> str:
    people = event.actors if side == "actors" else event.recipients
    return ", ".join(dict.fromkeys(f"{actor.name} ({actor.party})" if actor.name else actor.party for actor in people))


def _outlet(event: Event) -> str:
    """Return the outlet whose words are quoted: that of the first evidence, or of the first source."""
    article = event.evidence[0].article_id if event.evidence else ""
    sources = [source for source in event.sources if source.article_id == article] or list(event.sources)
    return next((source.outlet for source in sources if source.outlet), "")


def _url(event: Event) -> str:
    article = event.evidence[0].article_id if event.evidence else ""
    sources = [source for source in event.sources if source.article_id == article] or list(event.sources)
    return next((source.url for source in sources if source.url), "")


def _quote(event: Event) -> str:
    sentence = " ".join(event.evidence[0].sentence.split()) if event.evidence else ""
    return sentence if len(sentence) <= _QUOTE_LENGTH else f"{sentence[: _QUOTE_LENGTH - 1].rstrip()}…"


def headline(event: Event) -> str:
    """Return the event's headline, or who did what to whom where it has none."""
    if event.headline.en or event.headline.ar:
        return event.headline.en or event.headline.ar
    at_whom = f"-> {_names(event, 'recipients')}" if event.recipients else ""
    status = event.status if event.status != "occurred" else ""
    return " ".join(filter(None, (_names(event, "actors"), at_whom, event.type, event.mode, status)))


PLACEHOLDERS: Mapping[str, Callable[[Rule, Event], str]] = {
    "title": lambda rule, _event: rule.title,
    "headline": lambda _rule, event: headline(event),
    "headline_ar": lambda _rule, event: event.headline.ar or headline(event),
    "actors": lambda _rule, event: _names(event, "actors"),
    "recipients": lambda _rule, event: _names(event, "recipients"),
    "parties": lambda _rule, event: ", ".join(sorted(event.parties)),
    "type": lambda _rule, event: event.type,
    "mode": lambda _rule, event: event.mode,
    "status": lambda _rule, event: event.status,
    "date": lambda _rule, event: event.date.value if event.date else "an unknown date",
    "place": lambda _rule, event: event.place.name if event.place else "",
    "topics": lambda _rule, event: ", ".join(event.topics),
    "sources": lambda _rule, event: str(event.independent_sources),
    "outlet": lambda _rule, event: _outlet(event),
    "evidence": lambda _rule, event: _quote(event),
    "url": lambda _rule, event: _url(event),
}
"""What may stand in braces in a rule's message."""


def read_template(reader: Reader, node: Node) -> str:
    """Return the message in ``node`` if it names only known placeholders."""
    text = reader.text(node)
    known = {**PLACEHOLDERS, **FEED_PLACEHOLDERS}
    for name in placeholders_in(text):
        if name not in known:
            reader.reject(node, f"unknown placeholder {{{name}}} in the message{suggestion(name, known)}")
    return text


def placeholders_in(message: str) -> list[str]:
    """Return the names that stand in braces in ``message``."""
    return _PLACEHOLDER.findall(message)


def reason(rule: Rule, event: Event, matched: Mapping[str, Sequence[str]], notes: Sequence[str] = ()) -> str:
    """Return why ``rule`` fired for ``event``.

    Args:
        rule: The rule; its message, where it has one, stands for the event's headline.
        event: The event.
        matched: Condition -> the values that satisfied it.
        notes: What the window, a status change or an ended cooldown has to add.
    """
    told = _PLACEHOLDER.sub(lambda found: PLACEHOLDERS[found[1]](rule, event), rule.message) or headline(event)
    conditions = ", ".join(
        f"{name.replace('_', ' ')} {', '.join(values)}" for name, values in matched.items() if name not in _UNSAID
    )
    by = f" (matched by {conditions})" if conditions else ""
    outlet, quote = _outlet(event), _quote(event)
    words = f"; {outlet or 'the report'} wrote: “{quote}”" if quote else (f"; reported by {outlet}" if outlet else "")
    return f"{rule.title}: {told.rstrip('.')}{by}{words}.{''.join(f' {note}' for note in notes)}"
