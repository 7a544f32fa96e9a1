"""Acts that are done at somebody's request: who asks whom for them."""

from __future__ import annotations

from agent.records import Actor
from consumers.extraction.acts import subjects
from consumers.extraction.sentences.clauses import GROUP, INHERIT, Sentence
from consumers.extraction.story.people import Story
from consumers.gazetteer.model import ORGANISATION


def at_request(sentence: Sentence, k: int) -> bool:
    """Whether a noun says at whose request an act is done: بطلب من الجزائر, بناء على طلب روسيا."""
    return sentence.items[k].prefix == "ب" or (
        k > 1 and sentence.items[k - 1].value == "على" and "based" in sentence.words[sentence.items[k - 2].i].marks
    )


def who_acts(sentence: Sentence, k: int, story: Story) -> list[Actor]:
    """Return who does what was asked for: the subject of the clause, or whose session it is."""
    before = sentence.items[k - 1].group if k else None
    beside = before is not None and bool(before.phrases) and ORGANISATION in before.phrases[0].kinds
    subject = before if beside else subjects.clause_subject(sentence, k)
    if subject is not None and subject is not INHERIT:
        return story.resolve(subject, sentence)
    named = (i.group for i in sentence.items[:k] if i.kind == GROUP and i.group is not None)
    session = next((g for g in named if ORGANISATION in g.phrases[0].kinds), None)
    return story.resolve(session, sentence) if session is not None else []
