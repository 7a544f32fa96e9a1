"""What the articles behind one event are to each other: original, copy, update, splice, independent."""

from __future__ import annotations

from collections.abc import Sequence
from collections.abc import Set as AbstractSet

import msgspec

from agent.records import Relation
from consumers.relation.rules import TextRelation
from consumers.resolve.rows import Support
from consumers.resolve.workspace import Workspace


def relabelled(supports: Sequence[Support], fresh: AbstractSet[str], workspace: Workspace) -> list[Support]:
    """Return ``supports`` with who repeats whom brought up to date: each repeats the earliest text that it can.

    Args:
        supports: By publication.
        fresh: Articles that are new to the event or whose text is new.
        workspace: Compares their texts.
    """
    at = {support.article_id: n for n, support in enumerate(supports)}
    found: list[Support] = []
    for n, support in enumerate(supports):
        anew = support.article_id in fresh or (support.twin and (support.twin in fresh or support.twin not in at))
        if not anew and not any(at[article_id] < n for article_id in fresh if article_id in at):
            found.append(support)
            continue
        last = n if anew or not support.twin else at[support.twin]
        for earlier in supports[:last]:
            kind = _repeats(earlier, support, workspace) if anew or earlier.article_id in fresh else None
            if kind is not None:
                found.append(msgspec.structs.replace(support, twin=earlier.article_id, update=kind is Relation.UPDATE))
                break
        else:
            found.append(msgspec.structs.replace(support, twin="", update=False) if anew else support)
    return found


def _repeats(earlier: Support, later: Support, workspace: Workspace) -> Relation | None:
    relation = workspace.relation(earlier.article_id, later.article_id)
    if relation is TextRelation.NONE:
        return None
    if relation is TextRelation.UPDATE:
        return Relation.UPDATE
    first, second = workspace.text(earlier.article_id), workspace.text(later.article_id)
    if relation is TextRelation.COPY:
        return Relation.UPDATE if first.outlet == second.outlet else Relation.COPY
    if first.outlet != second.outlet and workspace.comparer.quoted(workspace.mention(later), first):
        return Relation.COPY
    return None


def label(supports: Sequence[Support], further: AbstractSet[str] = frozenset()) -> tuple[Relation, ...]:
    """Return what each report is to those before it.

    Args:
        supports: By publication.
        further: Articles that tell of the act in a further story of their page, beside the story of their title.
    """
    present = {support.article_id for support in supports}
    labels: list[Relation] = []
    for support in supports:
        if support.twin and support.twin in present:
            labels.append(Relation.UPDATE if support.update else Relation.COPY)
        elif support.article_id in further:
            labels.append(Relation.SPLICE)
        else:
            labels.append(Relation.INDEPENDENT if Relation.ORIGINAL in labels else Relation.ORIGINAL)
    return tuple(labels)
