"""Requests and answers lost on the network, each kind by itself, by a proxy between the worker and a real broker."""

import itertools

import pytest
from fault_proxy import APIS, FaultProxy
from fault_run import Run

REQUEST_SECONDS = 1.5

pytestmark = [pytest.mark.slow, pytest.mark.timeout(240)]


RECORDS = 150
"""At the beginning, and again for each loss: a worker that has read everything before has nothing left to lose."""


async def lose(broker, losses):
    """Run a worker behind the proxy, lose one frame after the other, and hold the outcome to the oracle."""
    listener = broker.listeners["PROXIED"]
    sides = sorted({f"{api} {side}{' (connection cut)' * cut}" for api, side, cut in losses})
    name = f"lost on the network: {', '.join(sides)}"
    async with (
        FaultProxy(broker.proxy_socket, listener.port) as proxy,
        Run(broker, name, records=RECORDS, bootstrap=f"127.0.0.1:{listener.advertised}") as run,
    ):
        worker = run.start("--batch", "5", "--request", str(REQUEST_SECONDS))
        await run.progressed(5)
        for api, side, cut in losses:
            loss = proxy.lose(api, side, cut=cut)

            async def lost(loss=loss):
                return loss.happened

            async with run.fault(5):
                await run.feed(RECORDS)
                await run.until(lost)
        await run.finish(worker)


async def test_an_end_of_a_transaction_is_lost(kafka_broker):
    await lose(kafka_broker, [("EndTxn", "answer", False), ("EndTxn", "request", True)])


@pytest.mark.faults
@pytest.mark.parametrize("api", APIS)
async def test_any_frame_of_a_transaction_is_lost(kafka_broker, api):
    losses = [(api, side, cut) for side, cut in itertools.product(("request", "answer"), (False, True))]
    await lose(kafka_broker, losses * 2)
