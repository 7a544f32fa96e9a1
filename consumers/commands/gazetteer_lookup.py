"""`rasid gazetteer lookup`."""

from __future__ import annotations

import argparse
import gc
import json
import sys
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from agent.cli import EXIT_FINDINGS, EXIT_OK, UsageError
from consumers.gazetteer import GazetteerError, Term, load
from consumers.gazetteer.meaning import AS_WRITTEN, Meaning, Rule, look_up
from consumers.gazetteer.model import DEMONYM, PERSON, SURNAME, Gazetteer

_GENDER = {"m": "masculine", "f": "feminine"}
_NUMBER = {"s": "singular", "d": "dual", "p": "plural"}


def run(args: argparse.Namespace, folder: Path) -> int:
    """Print what the name can mean; 1 when nothing is found."""
    gc.disable()  # short-lived, and most of its time is reading the gazetteer
    name, on = " ".join(args.name), args.on or datetime.now(UTC).date()
    try:
        gazetteer = load(folder)
    except GazetteerError as error:
        raise UsageError(f"{error}; `rasid gazetteer check` shows all that is wrong") from error
    answer = look_up(gazetteer, name, on, args.language)
    if not answer.meanings:
        near = f"; did you mean {', '.join(answer.near)}?" if answer.near else ""
        sys.stderr.write(f"rasid gazetteer: '{name}' is not in the gazetteer{near}\n")
        if not answer.rules:
            return EXIT_FINDINGS
    if sys.stdout.isatty():
        for line in _lines(gazetteer, answer.meanings, answer.rules, on):
            sys.stdout.write(line + "\n")
    else:
        for row in _rows(gazetteer, answer.meanings, answer.rules):
            sys.stdout.write(json.dumps(row, ensure_ascii=False) + "\n")
    return EXIT_OK if answer.meanings else EXIT_FINDINGS


def _rows(gazetteer: Gazetteer, meanings: list[Meaning], rules: list[Rule]) -> Iterator[dict[str, Any]]:
    for meaning in meanings:
        name = meaning.name
        row: dict[str, Any] = {"kind": name.kind, "language": meaning.language, "match": meaning.how}
        if name.kind in {PERSON, SURNAME}:
            person = gazetteer.people[name.ident]
            terms = [_term_row(term) for term in meaning.terms]
            row |= {"person": name.ident, "names": person.names, "serving": meaning.serving, "terms": terms}
            row |= {"wikidata": person.wikidata} if person.wikidata else {}
        else:
            row |= {"party": name.code, "name": meaning.display}
        if name.kind == DEMONYM and name.gender:
            row |= {"gender": name.gender, "number": name.number, "definite": name.definite}
        yield row
    for rule in rules:
        yield {"kind": rule.kind, **rule.row}


def _term_row(term: Term) -> dict[str, Any]:
    return {
        "office": term.office, "party": term.party, "start": term.start.isoformat(), "precision": term.precision,
        "end": term.end.isoformat() if term.end else None, "source": term.source, "reviewed_on": term.reviewed_on,
    }


def _lines(gazetteer: Gazetteer, meanings: list[Meaning], rules: list[Rule], on: date) -> Iterator[str]:
    for meaning in meanings:
        how = "" if meaning.how == AS_WRITTEN else f"  ({meaning.how}: {meaning.form})"
        yield f"{meaning.name.kind:<14}{_what(gazetteer, meaning)}{how}"
        for term in meaning.terms:
            yield f"{'':<14}{_office(gazetteer, term, on)}"
    for rule in rules:
        yield f"{rule.kind.replace('_', ' '):<14}{_rule(gazetteer, rule)}"


def _what(gazetteer: Gazetteer, meaning: Meaning) -> str:
    name = meaning.name
    if name.kind in {PERSON, SURNAME}:
        arabic = gazetteer.people[name.ident].display("ar")
        item = gazetteer.people[name.ident].wikidata
        shown = meaning.display if arabic == meaning.display else f"{meaning.display} · {arabic}"
        return f"{shown}  [{name.ident}{', ' + item if item else ''}]"
    if name.kind == DEMONYM and name.gender:
        form = f"{_GENDER[name.gender]} {_NUMBER[name.number]}, {'definite' if name.definite else 'indefinite'}"
        return f"{meaning.display}  [{name.code}]  {form}"
    return f"{meaning.display}  [{name.code}]" if name.code else meaning.display


def _office(gazetteer: Gazetteer, term: Term, on: date) -> str:
    office = f"{term.office.replace('_', ' ')}, {gazetteer.display(term.party, 'en')} [{term.party}]"
    start = str(term.start)[: {"year": 4, "month": 7}.get(term.precision, 10)]
    if term.covers(on):
        until = f", until {term.end}" if term.end else ""
        return f"{office}, since {start}{until}"
    return f"{'not yet ' if term.start > on else 'formerly '}{office}, {start} to {term.end or '?'}"


def _rule(gazetteer: Gazetteer, rule: Rule) -> str:
    row = rule.row
    why = f" ({row['why']})" if row.get("why") else ""
    if rule.kind == "ambiguous":
        codes = " or ".join(f"{gazetteer.display(str(c), 'en')} [{c}]" for c in row.get("codes", ()))
        default = f"; without a hint {row['default']}" if row.get("default") else "; without a hint nothing"
        hints = "; ".join(f"{code} near {'، '.join(words)}" for code, words in (row.get("context") or {}).items())
        return f"{row['form']}: {codes}{default}{'; ' + hints if hints else ''}{why}"
    if rule.kind == "blocked":
        after = f", unless after {'، '.join(row['unless_after'])}" if row.get("unless_after") else ""
        kind = "the whole phrase is no name" if row.get("kind") == "phrase" else f"not taken as {row.get('kind')}"
        return f"{row['form']}: {kind}{after}{why}"
    return f"{row['form']}: a place, never a government{why}"
