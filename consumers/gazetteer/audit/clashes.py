"""Forms that name two parties, without a word in ambiguous.yaml on which of them is meant."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Any

from consumers.gazetteer.audit.document import Entry
from consumers.gazetteer.audit.finding import Finding, Severity
from consumers.gazetteer.demonyms import nisba_forms
from consumers.gazetteer.index import build
from consumers.gazetteer.model import CITY, COUNTRY, DEMONYM, METONYM, ORGANISATION, Gazetteer, Name
from consumers.text.tokens import fold_phrase

LANGUAGES = ("ar", "en", "fr")
_AND = "و"
_BLOCKED_AS = {"name": COUNTRY, "demonym": DEMONYM, "capital": CITY}
Words = tuple[str, ...]


def check(entries: Iterable[Entry]) -> Iterator[Finding]:
    """Yield a finding for each form that two countries or organisations share and no rule of ambiguity covers."""
    known = list(entries)
    gazetteer = _gazetteer(known)
    homes = {str(e.data.get("code")): e for e in reversed(known) if e.section in {"countries", "organisations"}}
    for language in LANGUAGES:
        rules = _Rules(known, language)
        told: set[tuple[str, ...]] = set()
        for words, plain, capitals in walk(build(gazetteer, language)):
            parties = [name for name in (*plain, *capitals) if _is_party(name, gazetteer)]
            codes = tuple(sorted({name.code for name in parties if not rules.blocks(words, name)}))
            if language == "ar" and len(codes) == 2 and any(w.startswith(_AND) for w in words[1:]):  # noqa: PLR2004
                continue  # كوريا الشمالية والجنوبية: both of them
            missing = rules.uncovered(words, set(codes)) if len(codes) > 1 else ()
            if not missing or codes in told:
                continue
            told.add(codes)  # the derived forms of one adjective are one clash
            entry = homes[codes[0]]
            problem = f"'{' '.join(words)}' ({language}) names {' and '.join(codes)}"
            mend = f"add `{{form: ..., language: {language}, codes: [{', '.join(codes)}]}}` to ambiguous.yaml"
            yield entry.finding(Severity.ERROR, "clash", problem, mend)


def walk(trie: dict[str, Any], words: Words = ()) -> Iterator[tuple[Words, list[Name], list[Name]]]:
    """Yield the words of every name in ``trie``, what it stands for, and what it stands for only in capitals."""
    for word, node in trie.items():
        if word in {"", "^"}:
            continue
        path = (*words, word)
        if "" in node or "^" in node:
            yield path, node.get("", []), node.get("^", [])
        yield from walk(node, path)


def covered_forms(form: str, language: str, *, exact: bool) -> set[Words]:
    """Return the folded forms that a row of ambiguous.yaml speaks of."""
    forms = {fold_phrase(form)}
    if language == "ar" and not exact:
        forms |= {fold_phrase(derived) for derived, *_ in nisba_forms(form)}
    if language == "fr" and not exact:
        forms |= {fold_phrase(form + ending) for ending in ("e", "s", "es")}
    return forms


def _is_party(name: Name, gazetteer: Gazetteer) -> bool:
    if name.kind == CITY:  # only a capital speaks for a government
        capital = (gazetteer.records.get(name.code, {}).get("capital") or {}).get("en") or []
        return name.ident in capital
    return name.kind in {COUNTRY, DEMONYM, METONYM, ORGANISATION}


def _gazetteer(entries: list[Entry]) -> Gazetteer:
    """Return the parties and places of ``entries`` as the index takes them; people do not matter here."""
    gazetteer = Gazetteer()
    for entry in entries:
        if entry.section in {"countries", "organisations"}:
            code = str(entry.data.get("code"))
            gazetteer.records[code] = {**gazetteer.records.get(code, {}), **entry.data}
        elif entry.section == "place_only":
            gazetteer.place_only.append(entry.data)
    return gazetteer


class _Rules:
    """The rows of ambiguous.yaml for one language, by form."""

    def __init__(self, entries: list[Entry], language: str) -> None:
        self._codes: dict[Words, set[str]] = defaultdict(set)
        self._blocked: set[tuple[Words, str, str]] = set()
        self._phrases: set[Words] = set()
        for entry in entries:
            row = entry.data
            if row.get("language", language) != language or entry.section not in {"ambiguous", "blocked"}:
                continue
            for words in covered_forms(str(row.get("form")), language, exact=bool(row.get("exact"))):
                if entry.section == "ambiguous":
                    self._codes[words] |= set(map(str, row.get("codes") or ()))
                elif row.get("kind") == "phrase":
                    self._phrases.add(words)
                else:
                    self._blocked.add((words, _BLOCKED_AS.get(str(row.get("kind")), ""), str(row.get("code"))))

    def blocks(self, words: Words, name: Name) -> bool:
        """Return whether ``words`` are never taken for ``name``."""
        return words in self._phrases or (words, name.kind, name.code) in self._blocked

    def uncovered(self, words: Words, codes: set[str]) -> set[str]:
        """Return those of ``codes`` that no row on ``words`` mentions."""
        return codes - self._codes.get(words, set())
