"""Which entry of the gazetteer a Wikidata item is, and the names of those that have none."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping

from consumers.gazetteer.model import Official
from consumers.gazetteer.skeleton import skeleton
from consumers.text.tokens import fold_phrase

ItemNames = Mapping[str, list[str]]
"""Language -> names of one item, the label first."""

_ARABIC = re.compile("[\u0620-\u06ff]")
_QUALIFIER = re.compile(r"\s*[(（].*$")
_MOST_ALIASES = 4
_SOURCES = {"ar": ("ar", "arz"), "en": ("en", "mul"), "fr": ("fr",)}
"""Language of the gazetteer -> languages of Wikidata, the better first."""


class Register:
    """The persons of the gazetteer, found by their item or by how their names sound."""

    def __init__(self, people: Mapping[str, Official]) -> None:
        """Take the persons by id."""
        self.people = dict(people)
        self._by_item = {person.wikidata: ident for ident, person in people.items() if person.wikidata}
        self._by_spelling: dict[tuple[str, ...], set[str]] = {}
        self._by_sound: dict[str, set[str]] = {}
        for ident, person in people.items():
            for form in _all(person.names):
                self._by_spelling.setdefault(fold_phrase(form), set()).add(ident)
                key = skeleton(form)
                if " " in key:  # one word alone is no evidence
                    self._by_sound.setdefault(key, set()).add(ident)

    def by_item(self, item: str) -> str:
        """Return the id of the person with this Wikidata item; empty if none has it."""
        return self._by_item.get(item, "")

    def by_name(self, names: ItemNames, parties: Iterable[str]) -> str:
        """Return the id of the one person without an item who acted for one of ``parties`` and is called like that.

        The same spelling goes before the same sound (Li Qiang and Li Keqiang sound alike). Empty if nobody fits, or
        several do.
        """
        wanted = set(parties)
        forms = [_plain(form) for form in _all(names)]
        for found in (
            {ident for form in forms for ident in self._by_spelling.get(fold_phrase(form), ())},
            {ident for form in forms for ident in self._by_sound.get(skeleton(form), ())},
        ):
            fitting = [i for i in found if not self.people[i].wikidata and wanted & _parties(self.people[i])]
            if fitting:
                return fitting[0] if len(fitting) == 1 else ""
        return ""

    def new_id(self, names: ItemNames, item: str) -> str:
        """Return an id for a new person: the Latin name, or the item where there is none."""
        latin = next((form for form in _latin(names)), "")
        ascii_only = unicodedata.normalize("NFKD", latin).encode("ascii", "ignore").decode()
        ident = re.sub(r"[^a-z0-9]+", "-", ascii_only.lower()).strip("-") or item.lower()
        return f"{ident}-{item.lower()}" if ident in self.people else ident


def written_names(names: ItemNames) -> dict[str, list[str]]:
    """Return the names of an item as the gazetteer writes them: full names in the script of their language.

    Latin names that are the same in all languages stand under ``mul`` alone. Aliases are taken if they are full names
    that share a word's sound with the label: Wikidata has titles and nicknames among them.
    """
    written: dict[str, list[str]] = {}
    for language, sources in _SOURCES.items():
        forms = [_plain(form) for source in sources for form in names.get(source, ())[: _MOST_ALIASES + 1]]
        forms = [f for f in dict.fromkeys(forms) if f and (language == "ar") == bool(_ARABIC.search(f))]
        written[language] = [form for form in forms if form == forms[0] or _alike(form, forms[0])][: _MOST_ALIASES + 1]
    if written["fr"] and set(written["fr"]) <= set(written["en"]):
        written["fr"] = []
    return {language: forms for language, forms in written.items() if forms}


def _parties(person: Official) -> set[str]:
    return {term.party for term in person.terms}


def _latin(names: ItemNames) -> Iterator[str]:
    for language in ("en", "mul", "fr"):
        yield from (_plain(form) for form in names.get(language, ()))


def _plain(form: str) -> str:
    """Return a label without its qualifier: ``John Smith (politician)``."""
    return _QUALIFIER.sub("", form).strip()


def _alike(form: str, label: str) -> bool:
    words = set(skeleton(form).split())
    return len(form.split()) > 1 and bool(words & set(skeleton(label).split()))


def _all(names: Mapping[str, list[str]]) -> Iterator[str]:
    for forms in names.values():
        yield from forms
