"""`rasid gazetteer check`."""

from __future__ import annotations

import argparse
import gc
import json
import sys
from collections import Counter, defaultdict
from datetime import UTC, datetime
from pathlib import Path

from agent.cli import EXIT_FINDINGS, EXIT_OK
from consumers.gazetteer.audit import Finding, Severity, audit


def run(args: argparse.Namespace, folder: Path) -> int:
    """Print every finding on the gazetteer in ``folder``; 1 when one is an error."""
    gc.disable()  # hundreds of thousands of small objects that all live to the end: a fifth of the time
    findings = audit(folder, args.on or datetime.now(UTC).date())
    if sys.stdout.isatty():
        _show(findings, folder)
    else:
        for finding in findings:
            sys.stdout.write(json.dumps(finding.row(), ensure_ascii=False) + "\n")
    counts = Counter(finding.severity for finding in findings)
    told = (("error", Severity.ERROR), ("warning", Severity.WARNING), ("gap", Severity.INFO))
    summary = ", ".join(f"{counts[s]} {word}{'' if counts[s] == 1 else 's'}" for word, s in told)
    sys.stderr.write(f"{folder}: {'not ' if counts[Severity.ERROR] else ''}in order ({summary})\n")
    return EXIT_FINDINGS if counts[Severity.ERROR] else EXIT_OK


def _show(findings: list[Finding], folder: Path) -> None:
    gaps: dict[str, list[str]] = defaultdict(list)
    for finding in findings:
        if finding.severity is Severity.INFO:
            gaps[finding.problem].append(finding.entry)
            continue
        sys.stdout.write(f"{finding.severity.name:<8}{folder / finding.file}:{finding.line}: {finding.entry}\n")
        sys.stdout.write(f"        {finding.problem}\n        -> {finding.mend}\n")
    for problem, codes in gaps.items():
        sys.stdout.write(f"{'GAP':<8}{problem} in {len(codes)} states: {' '.join(codes)}\n")
