"""How sure a mention is: the share of mentions like it that were right on annotated news.

What speaks for or against a mention (`signs`) is weighed by a logistic model whose weights are data
(config/confidence.yaml), fitted by tests/bench/fit_confidence.py and checked by ``rasid eval events``.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import yaml

from consumers.extraction.acts.draft import Draft

_LEAST, _MOST = 0.02, 0.98
_LEAD = 350
"""Characters from the start of a story that are its title and lead."""

SIGNS = (
    "strength",
    "noun",
    "retold",
    "title",
    "lead",
    "untold",
    "named",
    "planned",
    "denied",
    "crowd",
    "spoken",
    "lone",
)
"""The names of all signs."""
_SPOKEN = frozenset({"ACCUSE", "REQUEST", "REJECT", "THREATEN", "AGREE", "SUPPORT"})


class ConfidenceError(ValueError):
    """The weights cannot be read; the message names the file."""


def signs(draft: Draft, start: int, acts: int) -> dict[str, float]:
    """Return what speaks for and against ``draft``.

    Args:
        draft: The act, merged and named.
        start: Offset at which its story begins.
        acts: How many acts the story tells.
    """
    actors = [*draft.actors, *draft.recipients]
    count = len(actors) or 1
    raw = min(max(draft.confidence, 0.05), 0.95)
    return {
        "strength": math.log(raw / (1 - raw)),
        "noun": float(draft.noun),
        "retold": math.log(draft.tellings),
        "title": float(draft.headlined),
        "lead": float(draft.evidence.start - start < _LEAD),
        "untold": sum([not actor.text for actor in actors]) / count,
        "named": sum([bool(actor.person) for actor in actors]) / count,
        "planned": float(draft.status == "planned"),
        "denied": float(draft.status == "denied"),
        "crowd": math.log(acts),
        "spoken": float(draft.type in _SPOKEN and draft.mode not in {"sign", "relations"}),
        "lone": float(len(draft.parties) == 1),
    }


@dataclass(frozen=True, slots=True)
class Confidence:
    """Weights of the signs; without weights the strength of the frame is the confidence."""

    bias: float = 0.0
    weights: Mapping[str, float] | None = None

    @classmethod
    def load(cls, path: Path) -> Confidence:
        """Return the weights in ``path``; none when the file is absent.

        Raises:
            ConfidenceError: The file is not YAML or lacks a weight.
        """
        if not path.is_file():
            return cls()
        try:
            data = yaml.safe_load(path.read_text(encoding="utf-8"))
            return cls(float(data["bias"]), {name: float(data["weights"][name]) for name in SIGNS})
        except (yaml.YAMLError, KeyError, TypeError, ValueError) as error:
            raise ConfidenceError(f"{path}: {error!r}; tests/bench/fit_confidence.py writes such a file") from error

    def of(self, found: Mapping[str, float]) -> float:
        """Return the probability that a mention with the signs ``found`` is right, between 0.02 and 0.98."""
        odds = found["strength"]
        if self.weights is not None:
            odds = self.bias + sum([weight * found[name] for name, weight in self.weights.items()])
        return round(min(max(1 / (1 + math.exp(-odds)), _LEAST), _MOST), 3)
