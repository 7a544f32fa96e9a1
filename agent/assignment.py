"""Gives every partition that is assigned to this process to a coroutine of its own, until it is time to stop."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Coroutine

from agent.log.api import Log, Member, Subscription, Task


async def run_assigned(
    log: Log,
    subscription: Subscription,
    handle: Callable[[Task], Coroutine[None, None, None]],
    stopped: Callable[[], Awaitable[object]],
    joined: Callable[[int], None],
) -> None:
    """Join the group and run ``handle`` for each task assigned, side by side.

    Args:
        log: The log.
        subscription: Which group and topic.
        handle: Runs one task; it must end soon after ``stopped`` does.
        stopped: Returns when no more tasks are to be taken.
        joined: Told how many partitions came with joining, 0 when this process stands by for the others.

    Raises:
        LogError: What a task raised; the others are cancelled then.
    """
    async with log.join(subscription) as member, asyncio.TaskGroup() as group:
        end = group.create_task(_wait(stopped))
        joining = group.create_task(_tell(member, joined))
        while True:
            assignment = asyncio.create_task(member.next_task())
            try:
                await asyncio.wait({assignment, end}, return_when=asyncio.FIRST_COMPLETED)
            finally:
                if not assignment.done():
                    assignment.cancel()
                    await asyncio.wait({assignment})
            if assignment.cancelled():
                joining.cancel()
                return
            group.create_task(handle(assignment.result()))


async def _tell(member: Member, joined: Callable[[int], None]) -> None:
    joined(await member.joined())


async def _wait(stopped: Callable[[], Awaitable[object]]) -> None:
    await stopped()
