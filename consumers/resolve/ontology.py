"""Scores and codes of event types and modes, from ``config/ontology.yaml``."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml


@dataclass(frozen=True, slots=True)
class Coded:
    """How a type and mode stand on the scales that others use."""

    goldstein: float = 0.0
    """Conflict-cooperation score, -10 to 10."""
    cameo: str = ""
    """CAMEO code."""


class Ontology:
    """Looks up the score and code of a type and mode."""

    def __init__(self, types: dict[str, dict[str, Any]]) -> None:
        """Take the ``types`` of the file: name -> goldstein, cameo, modes (name -> the same)."""
        self._coded: dict[tuple[str, str], Coded] = {}
        for name, entry in types.items():
            base = _coded(entry, Coded())
            self._coded[name, ""] = base
            for mode, refined in (entry.get("modes") or {}).items():
                self._coded[name, mode] = _coded(refined or {}, base)

    @classmethod
    def load(cls, config_folder: Path) -> Ontology:
        """Return the ontology in ``config_folder``.

        Raises:
            ValueError: The file is not what it should be; the message names it.
        """
        path = config_folder / "ontology.yaml"
        try:
            return cls(yaml.safe_load(path.read_text(encoding="utf-8"))["types"])
        except (yaml.YAMLError, KeyError, TypeError, AttributeError, ValueError) as error:
            raise ValueError(f"{path}: not an ontology (types: NAME: goldstein, cameo, modes): {error!r}") from error

    def lookup(self, kind: str, mode: str) -> Coded:
        """Return score and code of a type and mode; of an unknown mode those of its type."""
        return self._coded.get((kind, mode)) or self._coded.get((kind, ""), Coded())


def _coded(entry: dict[str, Any], base: Coded) -> Coded:
    return Coded(float(entry.get("goldstein", base.goldstein)), str(entry.get("cameo", base.cameo)))
