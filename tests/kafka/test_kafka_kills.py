"""Workers killed, frozen and replaced, and a broker that goes away: nothing lost, nothing twice, in order.

The short form runs with every test; `make test-faults` runs the long one (RASID_FAULT_KILLS, RASID_FAULT_RECORDS).
"""

import asyncio
import os
import signal

import pytest
from fault_run import Run, died
from fault_worker import SESSION_SECONDS, STEPS

KILLS = int(os.environ.get("RASID_FAULT_KILLS", "4"))
RECORDS = int(os.environ.get("RASID_FAULT_RECORDS", "600"))

ENOUGH = 500
"""Records before a kill, so that few workers come to their end before it; twice as many after one that did."""
SPENT = 100
"""Records that a worker may get through before it comes to the step at which it dies: nine batches at most."""

pytestmark = [pytest.mark.slow, pytest.mark.timeout(240 + KILLS * 15 + RECORDS / 20)]


async def test_killed_at_every_step(kafka_broker):
    async with Run(kafka_broker, "killed at every step of the commit") as run:
        for step in STEPS:
            if await run.lag() < SPENT:
                await run.feed(2 * SPENT)
            times = 2 if step == "start" else run.numbers.randint(3, 9)  # each of two tasks starts once
            await died(run.start("--static", "one", "--die-at", f"{step}:{times}"))
            run.noted()
        await run.finish(run.start("--static", "one"))


async def test_killed_at_random_moments(kafka_broker):
    async with Run(kafka_broker, "killed at random moments", records=RECORDS) as run:
        at_work, enough = 0, ENOUGH
        while at_work < KILLS:
            if await run.lag() < enough:
                await run.feed(2 * enough)
            worker = run.start("--static", "one", "--batch", str(run.numbers.choice([1, 3, 20])))
            await run.progressed()
            await asyncio.sleep(run.numbers.random() * 0.3)
            worker.kill()
            await died(worker)
            run.noted()
            if await run.lag() > 0:
                at_work += 1
            else:  # a worker that had read all when it was killed proves nothing: another one dies, with more to do
                enough *= 2
        await run.finish(run.start("--static", "one", "--batch", "100"))


@pytest.mark.faults
async def test_frozen_past_its_session_while_another_takes_over(kafka_broker):
    async with Run(kafka_broker, "frozen past its session, then woken") as run:
        sleeper = run.start("--batch", "3")
        await run.progressed()
        async with run.fault(20):
            sleeper.send_signal(signal.SIGSTOP)
            other = run.start("--batch", "3")
        async with run.fault(20):
            sleeper.send_signal(signal.SIGCONT)
        await run.finish(sleeper, other)


@pytest.mark.faults
async def test_a_hot_standby_takes_over_from_one_that_is_killed(kafka_broker):
    async with Run(kafka_broker, "the one with the partitions killed, a standby goes on", one_partition=True) as run:
        active = run.start("--batch", "3")
        await run.progressed(20)
        standby = run.start("--batch", "3")
        await run.said_ready(standby)
        async with run.fault(20):
            active.kill()
            await died(active)
        assert run.outcome.recoveries[-1] < SESSION_SECONDS + 8
        await run.finish(standby)


@pytest.mark.faults
async def test_a_static_member_takes_its_own_partitions_again(kafka_broker):
    """Two of them, and the one that is killed and started anew within the session moves nothing of the other's."""
    async with Run(kafka_broker, "a static member killed and restarted within its session", records=1500) as run:
        stays = run.start("--batch", "3", "--static", "stays")
        await run.progressed(20)
        comes = run.start("--batch", "3", "--static", "comes")

        async def spread():
            return run.times_said("partitions assigned") == 3  # the first alone, then both

        await run.until(spread)
        async with run.fault(20):
            comes.kill()
            await died(comes)
            comes = run.start("--batch", "3", "--static", "comes")
        assert run.times_said("partitions assigned") == 4, "by the new one alone"
        await run.finish(stays, comes)


@pytest.mark.faults
async def test_workers_come_and_go(kafka_broker):
    async with Run(kafka_broker, "one worker, three, one") as run:
        first = run.start("--batch", "5")
        await run.progressed()
        async with run.fault(100):
            second = run.start("--batch", "5")
        async with run.fault(100):
            third = run.start("--batch", "5")
        async with run.fault():
            second.kill()
            await died(second)
        async with run.fault():
            first.send_signal(signal.SIGTERM)
            assert await asyncio.to_thread(first.wait, 30) == 0
        await run.finish(third)


@pytest.mark.faults
async def test_the_broker_dies_and_comes_back(kafka_broker):
    async with Run(kafka_broker, "the only broker killed and restarted, then frozen") as run:
        worker = run.start("--batch", "3")
        await run.progressed(20)
        async with run.fault(20):
            kafka_broker.kill()
            await asyncio.sleep(1)
            kafka_broker.start()
        async with run.fault(20):
            kafka_broker.freeze()
            await asyncio.sleep(3)  # past the session's end
            kafka_broker.thaw()
        await run.finish(worker)
