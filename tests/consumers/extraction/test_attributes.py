"""When and where an act was done, and by whom, in sentences of our own."""

import pytest

HEAD = "أخبار\n"


def first(mentions, kind):
    return next(m for m in mentions if m.type == kind)


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("استقبل الرئيس المصري عبد الفتاح السيسي نظيره التركي رجب طيب أردوغان في قصر الاتحادية.", "Cairo"),
        ("التقى وزير الخارجية المصري بدر عبد العاطي نظيره التركي هاكان فيدان في العاصمة السورية.", "Damascus"),
        ("التقى وزير الخارجية المصري بدر عبد العاطي نظيره التركي هاكان فيدان بمدينة إسطنبول.", "Istanbul"),
        ("الرياض - وكالات\nالتقى وزير الخارجية المصري بدر عبد العاطي نظيره التركي هاكان فيدان.", "Riyadh"),
    ],
)
def test_the_venue_is_told_by_its_city(acts, text, place):
    assert first(acts(HEAD + text), "CONSULT").place.name == place


def test_a_place_of_what_is_talked_about_is_no_venue(acts):
    act = first(acts(HEAD + "أدانت مصر الهجوم الإسرائيلي على المدنيين في غزة."), "ACCUSE")
    assert act.place is None or act.place.name != "Gaza"


def test_an_ambassador_is_summoned_in_the_capital(acts):
    act = first(acts(HEAD + "استدعت وزارة الخارجية الفرنسية السفير الروسي احتجاجا على هجوم في كييف."), "ACCUSE")
    assert act.place.name == "Paris"


def test_a_report_is_from_its_dateline(acts):
    text = "Talks\nRIYADH, May 21 (Agency) - Egypt's foreign minister Badr Abdelatty met Hakan Fidan of Turkey."
    assert first(acts(text, language="en"), "CONSULT").place.name == "Riyadh"


@pytest.mark.parametrize(
    ("when", "day", "precision"),
    [
        ("أمس", "2025-05-20", "day"),
        ("الاثنين الماضي", "2025-05-19", "day"),
        ("يوم 12 مايو", "2025-05-12", "day"),
        ("في السابع عشر من الشهر الجاري", "2025-05-17", "day"),
        ("يومي 12 و13 مايو", "2025-05-12", "day"),
    ],
)
def test_past_days(acts, when, day, precision):
    text = f"التقى وزير الخارجية المصري بدر عبد العاطي نظيره التركي هاكان فيدان {when}."
    date = first(acts(HEAD + text), "CONSULT").date
    assert (date.value, date.precision) == (day, precision)


def test_a_date_of_another_clause_is_farther_off(acts):
    text = (
        "Trump urges Egypt\nDonald Trump, who had announced last Tuesday that he would travel, "
        "urged Egypt on Wednesday to make peace."
    )
    assert first(acts(text, language="en"), "REQUEST").date.value == "2025-05-21"


def test_what_has_no_day_has_the_day_of_the_lead(acts):
    text = (
        "التقى وزير الخارجية المصري بدر عبد العاطي نظيره التركي هاكان فيدان مساء أمس الثلاثاء.\n"
        "وأدانت تركيا الغارات الإسرائيلية على دمشق."
    )
    assert first(acts(HEAD + text), "ACCUSE").date.value == "2025-05-20"


def test_a_delegation_is_named_whole(acts):
    text = (
        "Talks in Riyadh\nThe United States and Russia held talks in Riyadh on Tuesday.\n"
        "Secretary of State Marco Rubio and national security adviser Mike Waltz faced Foreign Minister Sergei Lavrov."
    )
    names = {a.name for a in first(acts(text, published="2025-02-18", language="en"), "CONSULT").actors}
    assert {"Marco Rubio", "Sergey Lavrov"} <= names
