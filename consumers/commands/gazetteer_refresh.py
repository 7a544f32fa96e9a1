"""`rasid gazetteer refresh`."""

from __future__ import annotations

import argparse
import json
import os
import sys
import time
from datetime import UTC, date, datetime
from pathlib import Path

from agent.cli import EXIT_FINDINGS, EXIT_OK, UsageError
from agent.config.options import BY_NAME
from consumers.gazetteer import Gazetteer, GazetteerError, load
from consumers.gazetteer.audit.document import read
from consumers.gazetteer.audit.offices import SharedOffices
from consumers.gazetteer.refresh.collect import Patient, Sources, refresh
from consumers.gazetteer.refresh.endpoint import WIKIDATA, Endpoint, EndpointError
from consumers.gazetteer.refresh.output import differences, people_file, refusal, row, summary
from consumers.gazetteer.refresh.proposal import Proposal


def run(args: argparse.Namespace, folder: Path) -> int:
    """Ask Wikidata, show the differences, write the dated file; 1 when the answer is too thin to use."""
    today = datetime.now(UTC).date()
    target = None if args.dry_run else _target(args.output or folder, today)
    gazetteer, sources, shared = _read(folder)
    try:
        endpoint = Endpoint(args.endpoint or WIKIDATA, contact=args.contact or str(BY_NAME["poll.contact"].default))
        proposal = refresh(Patient(endpoint, time.sleep, _tell), sources, gazetteer, shared, today, _tell)
    except EndpointError as error:
        _tell(f"{error}; nothing was written")
        return EXIT_FINDINGS
    except ValueError as error:
        raise UsageError(f"--endpoint: {error}") from error
    _show(proposal, gazetteer, today)
    if proposal.refused:
        _tell(refusal(proposal))
        return EXIT_FINDINGS
    _tell(summary(proposal))
    if target and (proposal.entries or proposal.changes):
        people = people_file(proposal, today) if proposal.entries else None
        _write(target, people, differences(proposal, gazetteer, today))
    elif target:
        _tell("nothing to write")
    return EXIT_OK


def _read(folder: Path) -> tuple[Gazetteer, Sources, SharedOffices]:
    from agent.config.folder import bundled_config  # noqa: PLC0415

    own = folder / "sources"
    try:
        sources = Sources.read(own if own.is_dir() else bundled_config() / "gazetteer" / "sources")
        return load(folder), sources, SharedOffices(entry.data for entry in read(folder).of("overlaps"))
    except GazetteerError as error:
        raise UsageError(f"{error}; `rasid gazetteer check` shows all that is wrong") from error
    except OSError as error:
        raise UsageError(f"{error.filename}: {error.strerror}; the refresh needs the queries in sources/") from error


def _target(folder: Path, today: date) -> Path:
    """Return the file to write, checked before minutes of asking."""
    people = folder / "people"
    target = people / f"wikidata-{today}.yaml"
    if not folder.is_dir():
        raise UsageError(f"{folder}: no such folder; name a gazetteer folder with --output")
    if target.exists():
        raise UsageError(f"{target} is there already; delete it to refresh again today, or look with --dry-run")
    if not os.access(people if people.exists() else folder, os.W_OK):
        raise UsageError(f"{folder}: cannot be written; name another folder with --output")
    return target


def _write(target: Path, people: str | None, text: str) -> None:
    target.parent.mkdir(exist_ok=True)
    target.with_suffix(".diff").write_text(text, encoding="utf-8")
    written = target.with_suffix(".diff")
    if people is not None:
        partial = target.with_suffix(".partial")
        partial.write_text(people, encoding="utf-8")
        partial.replace(target)  # a reader never sees half a file
        written = target
    _tell(f"written: {written}; review it, then run `rasid gazetteer check`")


def _show(proposal: Proposal, gazetteer: Gazetteer, today: date) -> None:
    if sys.stdout.isatty():
        sys.stdout.write(differences(proposal, gazetteer, today))
        return
    for change in proposal.changes:
        sys.stdout.write(json.dumps(row(change), ensure_ascii=False) + "\n")


def _tell(line: str) -> None:
    sys.stderr.write(f"rasid gazetteer: {line}\n")
