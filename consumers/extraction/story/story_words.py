"""Where a story has the words that tell whose deed is meant, found once however often it is asked for."""

from __future__ import annotations

from consumers.extraction.sentences.clauses import VERB, Group, Sentence

_MOST = 100
"""Places of one kind that are kept: more are a list, and no list may take long."""


class StoryWords:
    """The words of one story by their places."""

    def __init__(self, sentences: list[Sentence]) -> None:
        """Take the sentences of the story."""
        self.sentences = sentences
        self._qualified: dict[str, tuple[int, int, Group]] | None = None
        self._carriers: list[tuple[Sentence, int]] | None = None
        self._attacks: list[tuple[Sentence, Group]] | None = None

    @property
    def qualified(self) -> dict[str, tuple[int, int, Group]]:
        """Each word that stands right before a nationality, with its and without its clitics, where it first does so.

        The place is the number of the sentence, that of the group in it, and the group.
        """
        if self._qualified is not None:
            return self._qualified
        found = self._qualified = {}
        for number, sentence in enumerate(self.sentences):
            for n, item in enumerate(sentence.groups):
                if item.group is not None and item.group.weak:
                    for word in sentence.words[max(0, item.i - 2) : item.i]:
                        for stem in word.stems:
                            found.setdefault(stem, (number, n, item.group))
        return found

    @property
    def carriers(self) -> list[tuple[Sentence, int]]:
        """Where the story says of an attack who carried it out: the sentence, and the item that is the verb."""
        if self._carriers is None:
            verbs = [(s, j) for s in self.sentences for j in s.tagged("carrying") if s.items[j].kind == VERB]
            self._carriers = [(s, j) for s, j in verbs if "object" in s.items[j].tags]
        return self._carriers

    @property
    def attacks(self) -> list[tuple[Sentence, Group]]:
        """Attacks and misdeeds whose they are is said right after the word: the sentence, and whose."""
        if self._attacks is not None:
            return self._attacks
        found: list[tuple[Sentence, Group]] = []
        for sentence in self.sentences:
            for j in (*sentence.tagged("misdeed"), *sentence.tagged("attack")):
                owner = sentence.items[j + 1].group if j + 1 < len(sentence.items) else None
                if owner is not None and not owner.prep and not owner.conjoined:
                    found.append((sentence, owner))
        self._attacks = found[:_MOST]
        return self._attacks
