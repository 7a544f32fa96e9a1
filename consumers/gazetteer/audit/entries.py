"""Checks of each entry on its own: names, codes, offices, dates."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from typing import Any

from consumers.gazetteer.audit.dates import Span, written
from consumers.gazetteer.audit.document import Entry
from consumers.gazetteer.audit.finding import Finding, Severity
from consumers.gazetteer.audit.vocabulary import OFFICES

_ARABIC = re.compile(r"[\u0620-\u06ff]")
_INVISIBLE = re.compile("[\x00-\x1f\x7f-\x9f\xad\u061c\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]")
_NAMED = frozenset({"countries", "organisations", "places", "people"})
_KEY = {"countries": "code", "organisations": "code", "places": "name", "people": "id"}
_NAME_FIELDS = ("names", "short", "adjectives", "organs", "venue_organs", "metonyms", "capital")
_CODE_FIELDS = ("code", "codes", "default", "country", "members", "party")
_EARLIEST = date(1900, 1, 1)
_AHEAD = timedelta(days=366)
"""A handover may be known this long before the day."""
_REVIEW = timedelta(days=366)
"""Some 35 % of foreign ministers change within a year."""


def check(entries: Iterable[Entry], today: date) -> Iterator[Finding]:
    """Yield what is wrong with single entries; ``today`` decides what is in the future and what is stale."""
    known = list(entries)
    codes = {str(e.data["code"]) for e in known if e.section in {"countries", "organisations"} and "code" in e.data}
    for entry in known:
        if entry.section in _NAMED:
            yield from _names(entry)
        yield from _codes(entry, codes)
        if entry.section == "people":
            yield from _terms(entry, codes, today)


def _names(entry: Entry) -> Iterator[Finding]:
    key = _KEY[entry.section]
    if not isinstance(entry.data.get(key), str) and entry.data.get(key) is not False:
        yield entry.finding(Severity.ERROR, "key", f"has no {key}", f"give it a unique `{key}`")
    names = entry.data.get("names")
    if not _forms(names, "ar") and (names or not entry.supplements):
        severity = Severity.WARNING if entry.supplements else Severity.ERROR
        mend = "add it under `names: {ar: [...]}`, or Arabic news will not find it"
        yield entry.finding(severity, "arabic-name", "has no Arabic name", mend)
    for field in _NAME_FIELDS:
        yield from _field(entry, field)


def _field(entry: Entry, field: str) -> Iterator[Finding]:
    names = entry.data.get(field)
    if names is None:
        return
    if not isinstance(names, dict):
        mend = f"write `{field}: {{ar: [...], en: [...]}}`"
        yield entry.finding(Severity.ERROR, "names", f"`{field}` is not a mapping of languages", mend)
        return
    for language, forms in names.items():
        if not isinstance(forms, list):
            mend = f"write `{language}: [...]`"
            yield entry.finding(Severity.ERROR, "names", f"`{field}.{language}` is not a list", mend)
            continue
        seen: set[str] = set()
        for form in forms:
            problem = _form_problem(form, str(language), seen)
            if problem:
                shown = f"`{field}.{language}`: {form!r} {problem[0]}"
                yield entry.finding(Severity.ERROR, "names", shown, problem[1])


def _form_problem(form: Any, language: str, seen: set[str]) -> tuple[str, str] | None:
    """Return what is wrong with one form and how to mend it."""
    if not isinstance(form, str) or not form.strip():
        return "is not text", "put it in quotes or take it out"
    if form in seen:
        return "stands there twice", "take one out"
    seen.add(form)
    if form != form.strip() or _INVISIBLE.search(form):
        return "has blanks around it or invisible characters in it", "type it again"
    if (language == "ar") != bool(_ARABIC.search(form)):
        return f"is not written in the script of '{language}'", "move it to the list of its language"
    return None


def _codes(entry: Entry, codes: set[str]) -> Iterator[Finding]:
    if entry.section in {"countries", "organisations"}:
        named = entry.data.get("members") or []
        if entry.data.get("code") is False:
            mend = 'put the code in quotes: "NO"'
            yield entry.finding(Severity.ERROR, "party", "its code is read as the word no", mend)
    else:
        named = []
        for field in _CODE_FIELDS:
            value = entry.data.get(field)
            named += value if isinstance(value, list) else [] if value is None else [value]
    for code in named:
        if code is False:
            yield entry.finding(Severity.ERROR, "party", "NO is read as the word no", 'put it in quotes: "NO"')
        elif str(code) not in codes:
            yield entry.finding(Severity.ERROR, "party", f"names the unknown party '{code}'", _party_mend(str(code)))


def _party_mend(code: str) -> str:
    where = "organisations.yaml" if code.startswith("org:") else "countries.yaml"
    return f"use a code of {where} or add the party there"


def _terms(entry: Entry, codes: set[str], today: date) -> Iterator[Finding]:
    terms = entry.data.get("terms")
    if not isinstance(terms, list) or not terms:
        if not entry.supplements:
            yield entry.finding(Severity.ERROR, "term", "has no terms", "add the offices held under `terms`")
        return
    for number, term in enumerate(terms):
        if not isinstance(term, dict):
            mend = "write it as `{office: ..., party: ..., start: ...}`"
            yield entry.finding(Severity.ERROR, "term", "a term is not a mapping", mend, term=number)
            continue
        for check, severity, problem, mend in _term_problems(term, codes, today):
            yield entry.finding(severity, check, problem, mend, term=number)


def _term_problems(
    term: dict[str, Any], codes: set[str], today: date
) -> Iterator[tuple[str, Severity, str, str]]:
    office, party = term.get("office"), term.get("party")
    if office not in OFFICES:
        yield "office", Severity.ERROR, f"the unknown office '{office}'", f"use one of {', '.join(sorted(OFFICES))}"
    if party is False:
        yield "party", Severity.ERROR, "the party NO is read as the word no", 'put it in quotes: "NO"'
    elif str(party) not in codes:
        yield "party", Severity.ERROR, f"the unknown party '{party}'", _party_mend(str(party))
    yield from _date_problems(term, f"{office} of {party}", today)
    if not term.get("source"):
        yield "source", Severity.ERROR, f"{office} of {party} has no source", "say where it is known from"
    reviewed = written(term.get("reviewed_on"))
    if reviewed is None:
        yield "review", Severity.ERROR, f"{office} of {party} has no day of review", "add `reviewed_on: YYYY-MM-DD`"
    elif today - reviewed.last > _REVIEW and term.get("end") is None:
        problem = f"{office} of {party} was last reviewed on {term['reviewed_on']}"
        yield "review", Severity.WARNING, problem, "confirm it and set `reviewed_on`"


def _date_problems(term: dict[str, Any], what: str, today: date) -> Iterator[tuple[str, Severity, str, str]]:
    spans: dict[str, Span] = {}
    for key in ("start", "end"):
        value = term.get(key)
        if value is None and key == "end":
            continue
        span = written(value)
        if span is None:
            problem = f"{what} has no {key}" if value is None else f"{what}: {key} '{value}' is no date"
            yield "date", Severity.ERROR, problem, "write YYYY-MM-DD, YYYY-MM or YYYY"
        elif span.first < _EARLIEST or span.first > today + _AHEAD:
            yield "date", Severity.ERROR, f"{what}: {key} {value} is absurd", "correct the year"
        else:
            spans[key] = span
    start, end = spans.get("start"), spans.get("end")
    if start and end and end.last < start.first:
        yield "date", Severity.ERROR, f"{what} ends ({term['end']}) before it starts ({term['start']})", "correct them"
    if start and term.get("precision", "day") != start.precision:
        problem = f"{what}: precision '{term.get('precision', 'day')}' but start {term['start']}"
        yield "precision", Severity.ERROR, problem, f"write `precision: {start.precision}` or the start as exactly"


def _forms(names: Any, language: str) -> list[Any]:
    forms = names.get(language) if isinstance(names, dict) else None
    return forms if isinstance(forms, list) else []
