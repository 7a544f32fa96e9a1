"""What the articles behind one event are to each other: original, copy, update, splice, independent."""

from __future__ import annotations

from collections.abc import Sequence
from collections.abc import Set as AbstractSet

import msgspec

from agent.records import Relation
from consumers.relation.rules import TextRelation
from consumers.resolve.rows import Support
from consumers.resolve.workspace import Workspace


def relabelled(
    supports: Sequence[Support], fresh: AbstractSet[str], workspace: Workspace, *, left: bool
) -> list[Support]:
    """Return those of ``supports`` that repeat another text than was known; each repeats the earliest that it can.

    Args:
        supports: By publication.
        fresh: Articles that are new to the event or whose text is new.
        workspace: Compares their texts.
        left: Whether articles have left the event.
    """
    present = {s.article_id for s in supports} if left else frozenset()
    news = [n for n, s in enumerate(supports) if s.article_id in fresh]
    changed: list[Support] = []
    for n in range(news[0] if news and not left else 0, len(supports)):
        support = supports[n]
        gone = bool(support.twin) and (support.twin in fresh or (left and support.twin not in present))
        if gone or support.article_id in fresh:
            rivals = supports[:n]
        else:
            rivals = [supports[k] for k in news if k < n and _before_twin(supports[k], support, supports)]
        twin, update = ("", False) if gone or support.article_id in fresh else (support.twin, support.update)
        for earlier in rivals:
            kind = _repeats(earlier, support, workspace)
            if kind is not None:
                twin, update = earlier.article_id, kind is Relation.UPDATE
                break
        if (twin, update) != (support.twin, support.update):
            changed.append(msgspec.structs.replace(support, twin=twin, update=update))
    return changed


def _before_twin(one: Support, support: Support, supports: Sequence[Support]) -> bool:
    """Whether ``one`` was published before what ``support`` is known to repeat, if it repeats anything."""
    if not support.twin:
        return True
    return one.position < next(s.position for s in supports if s.article_id == support.twin)


def _repeats(earlier: Support, later: Support, workspace: Workspace) -> Relation | None:
    relation = workspace.relation(earlier, later)
    if relation is TextRelation.NONE:
        return None
    if relation is TextRelation.UPDATE:
        return Relation.UPDATE
    first, second = workspace.text(earlier.article_id), workspace.text(later.article_id)
    if relation is TextRelation.COPY:
        return Relation.UPDATE if first.outlet == second.outlet else Relation.COPY
    if workspace.comparer.quoted(workspace.mention(later), first):
        return Relation.UPDATE if first.outlet == second.outlet else Relation.COPY
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
