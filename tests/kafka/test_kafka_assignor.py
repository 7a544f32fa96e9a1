"""Partitions are given out evenly, and stay where they are if they can."""

from hypothesis import given
from hypothesis import strategies as st

from agent.log.kafka_assignor import spread


def test_a_standby_takes_nothing():
    assert spread([0], {"b": [0], "a": []}) == {"b": [0], "a": []}


def test_a_second_member_gets_half_and_the_first_keeps_half():
    assert spread(range(4), {"z": [0, 1, 2, 3], "a": []}) == {"z": [0, 1], "a": [2, 3]}


def test_what_a_member_leaves_goes_to_those_with_least():
    assert spread(range(5), {"a": [0, 1], "b": [2]}) == {"a": [0, 1, 4], "b": [2, 3]}


@given(st.integers(0, 40), st.integers(1, 9), st.randoms(use_true_random=False))
def test_every_partition_once_evenly_and_no_needless_move(count, members, chance):
    owned = {f"m{n}": [] for n in range(members)}
    for partition in range(count):
        if chance.random() < 0.8:
            owned[f"m{chance.randrange(members)}"].append(partition)
    result = spread(range(count), owned)
    assert sorted(p for mine in result.values() for p in mine) == list(range(count))
    sizes = [len(mine) for mine in result.values()]
    assert max(sizes) - min(sizes) <= 1
    for member, mine in result.items():
        if len(owned[member]) <= count // members:
            assert set(owned[member]) <= set(mine)
    assert spread(range(count), result) == result
