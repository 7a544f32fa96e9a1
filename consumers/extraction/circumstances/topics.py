"""What an act is about, by the words of the sentence that tells it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from agent.config import plain_yaml
from consumers.text.tokens import fold_phrase

_MAX_REMEMBERED = 20_000


class _Beginnings(dict[str, tuple[str, ...]]):
    """The first words of phrases that a word can be, with and without its first letter; remembered."""

    def __init__(self, first: set[str]) -> None:
        """Take the first words of all phrases."""
        super().__init__()
        self._first = first

    def __missing__(self, word: str) -> tuple[str, ...]:
        """Return and remember the answer for a word that was not asked for before."""
        answer = self[word] = tuple(dict.fromkeys(w for w in (word, word[1:]) if w in self._first))
        return answer


class Topics:
    """The taxonomy of one language."""

    def __init__(self, phrases: dict[tuple[str, ...], str]) -> None:
        """Take folded phrases with the topic of each."""
        self._phrases = phrases
        self._longest = max(map(len, phrases), default=0)
        self._beginnings = _Beginnings({phrase[0] for phrase in phrases})

    @classmethod
    def load(cls, path: Path, language: str) -> Topics:
        """Return the topics in ``path`` (an absent file means none) by their words in ``language``."""
        if not path.is_file():
            return cls({})
        data: dict[str, Any] = plain_yaml.load(path.read_text(encoding="utf-8")) or {}
        words = [
            (str(t["id"]), w) for t in data.get("topics") or () for w in (t.get("words") or {}).get(language) or ()
        ]
        return cls({fold_phrase(str(word)): topic for topic, word in words if fold_phrase(str(word))})

    def of(self, words: list[str]) -> tuple[str, ...]:
        """Return the topics that the folded ``words`` of a sentence name, in order of first mention."""
        found: dict[str, None] = {}
        if len(self._beginnings) > _MAX_REMEMBERED:
            self._beginnings.clear()
        beginnings = list(map(self._beginnings.__getitem__, words))
        for k in [k for k, starts in enumerate(beginnings) if starts]:
            for start in beginnings[k]:
                for length in range(self._longest, 0, -1):
                    topic = self._phrases.get((start, *words[k + 1 : k + length]))
                    if topic is not None:
                        found[topic] = None
                        break
        return tuple(found)
