"""Who of a group gets which partitions: evenly, and whoever has a partition keeps it if that leaves things even.

The library's round robin gives partitions to members by the order of their random ids, so that a standby that joins
may take a partition from the process that has its state in memory; its sticky assignor keeps what it knows in the
class, one for all groups of a process.
"""

from __future__ import annotations

import json
import time
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from agent.log.kafka_library import AbstractPartitionAssignor, MemberAssignment, MemberMetadata

VERSION = 0


def spread(partitions: Sequence[int], owned: Mapping[str, Collection[int]]) -> dict[str, list[int]]:
    """Return each member's partitions.

    Args:
        partitions: All of the topic.
        owned: Member -> what it has had until now; no partition twice.
    """
    least, more = divmod(len(partitions), len(owned))
    given: dict[str, list[int]] = {member: [] for member in owned}
    for member in sorted(owned, key=lambda member: (-len(owned[member]), member)):
        mine = sorted(set(owned[member]) & set(partitions))
        keeps = least + (1 if more and len(mine) > least else 0)
        more -= keeps > least
        given[member] = mine[:keeps]
    kept = {partition for mine in given.values() for partition in mine}
    for partition in (partition for partition in partitions if partition not in kept):
        given[min(given, key=lambda member: (len(given[member]), member))].append(partition)
    return {member: sorted(mine) for member, mine in given.items()}


class Keeping(AbstractPartitionAssignor):  # type: ignore[misc]  # the library is untyped
    """Tells the group what this member has, and as its leader gives out partitions by :func:`spread`."""

    name = "rasid-keeping"

    def __init__(self) -> None:
        self._has: dict[str, Any] = {"since": 0, "partitions": []}

    def metadata(self, topics: Iterable[str]) -> Any:
        """Return what this member tells the group."""
        return MemberMetadata(VERSION, list(topics), json.dumps(self._has).encode())

    def on_assignment(self, assignment: Any) -> None:
        """Remember what this member got."""
        self._has = {"since": time.time(), "partitions": [tp.partition for tp in assignment.partitions()]}

    def assign(self, cluster: Any, members: Mapping[str, Any]) -> dict[str, Any]:
        """Give out the one topic that all members read."""
        (topic,) = {topic for metadata in members.values() for topic in metadata.subscription}
        claims = {member: json.loads(metadata.user_data or b"{}") for member, metadata in members.items()}
        owner: dict[int, str] = {}
        # The latest claim counts: one that was away for long still believes in what it had.
        for member in sorted(claims, key=lambda member: (claims[member].get("since", 0), member)):
            owner.update(dict.fromkeys(claims[member].get("partitions", []), member))
        owned = {member: [p for p, whose in owner.items() if whose == member] for member in members}
        given = spread(sorted(cluster.partitions_for_topic(topic) or ()), owned)
        return {
            member: MemberAssignment(VERSION, [(topic, mine)] if mine else [], b"") for member, mine in given.items()
        }
