"""Why a mention says what it says: for each field, the words that gave it."""

from __future__ import annotations

from collections.abc import Sequence

from agent.records import Actor, Article, Mention


def explanation(article: Article, mention: Mention) -> dict[str, str]:
    """Return field -> the words of ``article`` that gave it, with their offsets into its full text."""
    found = {"type": f"{_quoted(article, mention.evidence.start, mention.evidence.end)} -> {mention.type}"}
    if mention.mode:
        found["type"] += f"/{mention.mode}"
    for side, actors in (("actors", mention.actors), ("recipients", mention.recipients)):
        for actor in actors:
            found[f"{side}:{actor.party}"] = f"{_quoted(article, actor.start, actor.end)} -> {_who(actor)}"
    if mention.date is not None:
        found["date"] = f"{mention.date.value} ({_BASIS[mention.date.basis]})"
    if mention.place is not None:
        found["place"] = mention.place.name + (f", {mention.place.country}" if mention.place.country else "")
    found["sentence"] = mention.evidence.sentence
    return found


_BASIS = {
    "explicit": "a calendar date in the text",
    "relative": "counted from the publication date",
    "published": "the publication date; the text names no day",
}


def _quoted(article: Article, start: int, end: int) -> str:
    return f"«{article.full_text[start:end]}» [{start}:{end}]"


def _who(actor: Actor) -> str:
    return ", ".join(part for part in (actor.party, actor.role.replace("_", " "), actor.name, actor.person) if part)


def listing(article: Article, mentions: Sequence[Mention], *, explain: bool) -> str:
    """Return the mentions of ``article`` as lines for a person."""
    lines = [f"{article.article_id}: {article.title}"]
    if not mentions:
        lines.append("  no diplomatic act found")
    for mention in mentions:
        lines.append(f"  {_headline(mention)}")
        if explain:
            lines += [f"      {field:<16} {words}" for field, words in explanation(article, mention).items()]
        else:
            lines.append(f"      «{mention.evidence.trigger}» in: {' '.join(mention.evidence.sentence.split())}")
    return "\n".join(lines) + "\n"


def _headline(mention: Mention) -> str:
    kind = f"{mention.type}/{mention.mode}" if mention.mode else mention.type
    sides = " + ".join(_name(a) for a in mention.actors)
    if mention.recipients:
        sides += " -> " + " + ".join(_name(a) for a in mention.recipients)
    details: list[str] = [mention.status]
    if mention.date is not None:
        details.append(mention.date.value)
    if mention.place is not None:
        details.append(mention.place.name)
    return f"{kind:<22} {sides}  ({', '.join(details)}; confidence {mention.confidence:.2f})"


def _name(actor: Actor) -> str:
    return f"{actor.party} ({actor.name})" if actor.name else actor.party
