"""The gazetteer files as they are written, each entry with its line: what `consumers.gazetteer.load` does not keep."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from consumers.gazetteer.audit.finding import Finding, Severity

SECTIONS = ("countries", "organisations", "places", "people", "ambiguous", "blocked", "place_only", "overlaps")
_LABELS = ("code", "id", "name", "form", "party")
_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of one section."""

    section: str
    file: str
    line: int
    data: dict[str, Any]
    term_lines: tuple[int, ...] = ()
    """Lines of the entries of ``terms``, for a person."""

    @property
    def label(self) -> str:
        """What the entry is called in messages: its code, id, name or form."""
        return str(next((self.data[key] for key in _LABELS if self.data.get(key) is not None), "(no name)"))

    @property
    def supplements(self) -> bool:
        """Whether the file is one that adds to entries of other files (a supplement, a refresh)."""
        return Path(self.file).name.startswith(("supplement", "wikidata-"))

    def finding(self, severity: Severity, check: str, problem: str, mend: str, *, term: int | None = None) -> Finding:
        """Return a finding about this entry, or about its term number ``term``."""
        line = self.line if term is None or term >= len(self.term_lines) else self.term_lines[term]
        return Finding(severity, check, self.file, line, self.label, problem, mend)


@dataclass(slots=True)
class Document:
    """All entries of a gazetteer folder, and what was wrong in reading them."""

    entries: list[Entry] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)

    def of(self, *sections: str) -> list[Entry]:
        """Return the entries of ``sections``, in the order of the files."""
        return [entry for entry in self.entries if entry.section in sections]


def read(folder: Path) -> Document:
    """Return every entry of every ``*.yaml`` below ``folder``; a file that cannot be read is a finding."""
    document = Document()
    for path in sorted(folder.rglob("*.yaml")):
        _read_file(document, path, str(path.relative_to(folder)))
    return document


def _read_file(document: Document, path: Path, name: str) -> None:
    try:
        loader = _Loader(path.read_text(encoding="utf-8"))
        root = loader.get_single_node()
    except UnicodeDecodeError as error:
        document.findings.append(_broken(name, 1, f"not UTF-8 at byte {error.start}", "save it as UTF-8"))
        return
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        problem = f"not valid YAML: {getattr(error, 'problem', None) or error}"
        document.findings.append(_broken(name, mark.line + 1 if mark else 1, problem, "mend the line"))
        return
    if root is None:
        return
    if not isinstance(root, yaml.MappingNode):
        mend = f"start it with one of the sections {', '.join(SECTIONS)}"
        document.findings.append(_broken(name, 1, "no sections", mend))
        return
    document.findings.extend(_repeated_keys(root, name))
    for key, value in root.value:
        if key.value in SECTIONS and isinstance(value, yaml.SequenceNode):
            document.entries.extend(_entries(document, loader, key.value, value, name))


def _entries(document: Document, loader: Any, section: str, nodes: yaml.SequenceNode, name: str) -> Iterator[Entry]:
    for node in nodes.value:
        line = node.start_mark.line + 1
        if not isinstance(node, yaml.MappingNode):
            problem = f"an entry of {section} that is not a mapping"
            document.findings.append(_broken(name, line, problem, "write it as `- key: value`"))
            continue
        terms = next((v for k, v in node.value if k.value == "terms" and isinstance(v, yaml.SequenceNode)), None)
        lines = tuple(term.start_mark.line + 1 for term in terms.value) if terms else ()
        try:
            data = loader.construct_object(node, deep=True)
        except (yaml.YAMLError, ValueError) as error:  # 2024-02-30 is a ValueError of datetime
            problem = f"cannot be read: {getattr(error, 'problem', None) or error}"
            document.findings.append(_broken(name, line, problem, "mend the entry"))
            continue
        yield Entry(section, name, line, data, lines)


def _repeated_keys(node: yaml.Node, name: str) -> Iterator[Finding]:
    """Yield keys that a mapping has twice: YAML readers keep the last one and say nothing."""
    if isinstance(node, yaml.SequenceNode):
        for child in node.value:
            if not isinstance(child, yaml.ScalarNode):
                yield from _repeated_keys(child, name)
    elif isinstance(node, yaml.MappingNode):
        seen: set[str] = set()
        for key, value in node.value:
            if key.value in seen:
                problem = f"the key '{key.value}' stands twice in one entry; only the last is read"
                yield _broken(name, key.start_mark.line + 1, problem, "join the two")
            seen.add(key.value)
            if not isinstance(value, yaml.ScalarNode):
                yield from _repeated_keys(value, name)


def _broken(name: str, line: int, problem: str, mend: str) -> Finding:
    return Finding(Severity.ERROR, "file", name, line, "(file)", problem, mend)
