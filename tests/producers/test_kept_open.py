import asyncio

from producers.kept_open import KeptOpen


class Things:
    def __init__(self, **limits):
        self.now, self.made, self.closed, self.misused = 0.0, 0, [], False
        self.kept = KeptOpen(self._open, self._close, clock=lambda: self.now, **{"most": 2, "seconds": 10.0, **limits})

    def _open(self):
        self.made += 1
        return self.made

    async def _close(self, thing):
        await asyncio.sleep(0)
        self.closed.append(thing)

    async def use(self, key, *, pause=False):
        async with self.kept.of(key) as kept:
            if pause:
                await asyncio.sleep(0)
                self.misused |= kept.thing in self.closed
            return kept.thing, kept.uses


async def test_the_same_serves_again():
    things = Things()
    assert [await things.use("a") for _ in range(3)] == [(1, 0), (1, 1), (1, 2)]


async def test_what_was_not_used_for_a_time_is_closed():
    things = Things()
    await things.use("a")
    things.now = 11.0
    assert await things.use("b") == (2, 0)
    assert things.closed == [1]


async def test_of_too_many_the_longest_idle_go_but_none_in_use():
    things = Things()
    async with things.kept.of("held"):
        for key in "abcd":
            await things.use(key)
        await things.use("d")
        assert things.closed == [2, 3]
        things.now = 100.0
        await things.use("e")
        assert things.closed == [2, 3, 4, 5]
    await things.kept.close()
    assert sorted(things.closed) == [1, 2, 3, 4, 5, 6]
    assert len(things.kept) == 0


async def test_what_is_being_closed_serves_nobody():
    things = Things(most=0)
    async with asyncio.TaskGroup() as group:
        for _ in range(20):
            for key in "abc":
                group.create_task(things.use(key, pause=True))
    assert len(set(things.closed)) == len(things.closed)
    assert not things.misused
