import itertools
import re
from pathlib import Path
from typing import get_args

import pytest

from agent.config.folder import bundled_config
from agent.records import Actor, Event, EventType, Place
from consumers.resolve.headlines import Headliner


@pytest.fixture(scope="module")
def headline(gazetteer):
    return Headliner.load(bundled_config(), gazetteer)


def event(kind, mode="", *, by=("JO",), to=(), status="occurred", place=None):
    named = [Actor(party=a) if isinstance(a, str) else Actor(party=a[0], role=a[1], person=a[2]) for a in by]
    venue = Place(name=place) if place else None
    return Event(
        event_id="e", revision=1, type=kind, mode=mode, status=status, actors=tuple(named),
        recipients=tuple(Actor(party=party) for party in to), place=venue,
    )  # fmt: skip


MINISTERS = (("EG", "foreign_minister", "badr-abdelatty"), ("RU", "foreign_minister", "sergey-lavrov"))


@pytest.mark.parametrize(
    ("told", "en", "ar"),
    [
        (
            event("CONSULT", "phone", by=MINISTERS),
            "Egyptian and Russian foreign ministers speak by phone (Abdelatty, Lavrov)",
            "اتصال هاتفي بين وزيري الخارجية المصري والروسي (عبد العاطي ولافروف)",
        ),
        (
            event("CONSULT", "meeting", by=("EG", "RU"), place="Cairo", status="planned"),
            "Egypt and Russia to meet in Cairo",
            "لقاء مرتقب بين مصر وروسيا في القاهرة",
        ),
        (
            event("SANCTION", "recall", to=("IL",)),
            "Jordan recalls its ambassador from Israel",
            "استدعاء سفير الأردن من إسرائيل",
        ),
        (
            event("SANCTION", "recall", by=("ML", "NE", "BF"), to=("DZ",), status="denied"),
            "Mali, Niger and Burkina Faso do not recall their ambassadors from Algeria",
            "عدم استدعاء سفراء مالي والنيجر وبوركينا فاسو من الجزائر",
        ),
        (
            event("SANCTION", "recall", to=("ML", "NE")),
            "Jordan recalls its ambassadors from Mali and Niger",
            "استدعاء سفيري الأردن من مالي والنيجر",
        ),
        (event("ACCUSE", "disapprove", to=("SD",)), "Jordan condemns Sudan", "إدانة الأردن للسودان"),
    ],
)
def test_headlines_read_as_news_does(headline, told, en, ar):
    made = headline(told)
    assert (made.en, made.ar) == (en, ar)


LINES = Path(__file__).with_name("headlines.txt").read_text(encoding="utf-8").splitlines()[1:]


def test_the_lines_cover_every_type_for_states_organisations_and_persons():
    kinds = {kind: set() for kind in get_args(EventType)}
    for line in LINES:
        who = line.split(" | ")[1]
        kinds[line.split("/")[0]].add("persons" if "/" in who else "organisations" if "org:" in line else "states")
    assert all(seen == {"states", "organisations", "persons"} for seen in kinds.values())


@pytest.mark.parametrize("line", LINES, ids=[" ".join(line.split(" | ")[:3]) for line in LINES])
def test_every_type_reads_well_for_states_organisations_and_persons(headline, line):
    act, by, to, en, ar = (part.strip() for part in line.split(" |"))
    kind, _, mode = act.partition("/")
    sides = [(*who.split("/"),) if "/" in who else who for who in by.split()]
    made = headline(event(kind, mode, by=sides, to=to.split()))
    assert (made.en, made.ar) == (en, ar)


MODES = ("", "phone", "visit", "multilateral", "mediation", "meeting", "sign", "recognise", "relations", "praise",
         "withdraw", "release", "ceasefire", "access", "disapprove", "allege", "summon", "investigate", "impose",
         "expel", "recall", "break")  # fmt: skip
SIDES = (("US",), ("SA", "AE"), ("NO", "IE", "ES"), ("FR", "DE", "IT", "ES", "PL", "NL", "SE"))


@pytest.mark.parametrize("kind", get_args(EventType))
def test_every_act_has_a_line_in_both_languages(headline, kind):
    for mode, by, to, status in itertools.product(
        MODES, SIDES, ((), ("UA",), ("RU", "org:un")), ("occurred", "planned", "denied")
    ):
        made = headline(event(kind, mode, by=by, to=to, status=status))
        for line in (made.en, made.ar):
            assert line
            assert not re.search(r"[{}\[\]~|]|  ", line), line
        assert re.search("[\u0600-\u06ff]", made.ar)
        assert not re.search("[a-zA-Z]", made.ar), made.ar
