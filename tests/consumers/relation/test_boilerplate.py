from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from agent.state import Tables
from consumers.relation.boilerplate import BoilerplateMemory

NOON = datetime(2025, 6, 2, 12, tzinfo=UTC)
FORMULA, NEWS = 7, 1000


class Outlet:
    def __init__(self):
        self.memory = BoilerplateMemory()
        self.tables = Tables(self.memory.table())
        self.changelog = {}

    def publish(self, article, *clauses, day=0, outlet="One"):
        table, moment = self.tables["boilerplate"], NOON + timedelta(days=day)
        found = self.memory.formulas(table, outlet, article, moment, clauses)
        self.memory.remember(table, outlet, article, moment, clauses)
        self.changelog.update(self.tables.changes())
        self.tables.apply()
        return found


def test_a_clause_of_four_articles_on_three_days_is_a_formula_and_news_is_not():
    outlet = Outlet()
    found = [outlet.publish(f"a{n}", FORMULA, NEWS + n, day=n) for n in range(4)]
    assert found == [frozenset(), frozenset(), frozenset(), {FORMULA}]


def test_a_story_that_runs_for_a_day_is_no_formula():
    outlet = Outlet()
    assert not any(outlet.publish(f"a{n}", FORMULA) for n in range(6))


def test_but_what_stands_in_everything_that_is_published_is_one():
    outlet = Outlet()
    assert outlet.publish("last", FORMULA) == frozenset()
    assert [outlet.publish(f"a{n}", FORMULA) for n in range(9)][-1] == {FORMULA}


def test_versions_of_one_article_count_once():
    outlet = Outlet()
    assert not any(outlet.publish("a", FORMULA, day=day) for day in range(7))


def test_other_outlets_have_their_own_formulas():
    outlet = Outlet()
    for n in range(6):
        outlet.publish(f"a{n}", FORMULA, day=n)
    assert outlet.publish("b", FORMULA, day=6, outlet="Two") == frozenset()


def test_an_old_article_that_comes_late_does_not_displace_a_newer_day():
    outlet = Outlet()
    for n in range(4):
        outlet.publish(f"a{n}", FORMULA, day=80 + n)
    outlet.publish("old", 1, day=0)  # the slot of day 80
    assert outlet.publish("new", FORMULA, day=84) == {FORMULA}


@given(st.lists(st.tuples(st.integers(0, 400), st.integers(0, 20)), min_size=1, max_size=200))
def test_memory_is_bounded_and_comes_back_from_the_changelog(published):
    outlet = Outlet()
    for article, day in published:
        outlet.publish(f"a{article}", *range(200), day=day)
    assert len(outlet.tables["boilerplate"]) <= 8
    assert sum(len(row) for _, row in outlet.tables["boilerplate"].items()) < 8 * 12 * 4 * 70
    restored = Tables(BoilerplateMemory.table())
    for key, value in outlet.changelog.items():
        restored.load(key, value)
    assert dict(restored["boilerplate"].items()) == dict(outlet.tables["boilerplate"].items())


@given(st.permutations(range(30)))
def test_what_is_remembered_of_a_day_does_not_depend_on_the_order_of_arrival(order):
    one, other = Outlet(), Outlet()
    for n in order:
        one.publish(f"a{n}", NEWS + n, FORMULA)
    for n in range(30):
        other.publish(f"a{n}", NEWS + n, FORMULA)
    assert dict(one.tables["boilerplate"].items()) == dict(other.tables["boilerplate"].items())
