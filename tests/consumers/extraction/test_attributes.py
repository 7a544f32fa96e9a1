"""When and where an act was done, and by whom, in sentences of our own."""

import pytest

HEAD = "أخبار\n"
DESK = (
    "دبي (وكالة) - التقى الرئيس المصري عبد الفتاح السيسي ولي العهد السعودي محمد بن سلمان.\n"
    "وكان الرئيسان المصري والتركي قد التقيا في القاهرة."
)


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


def test_where_a_mission_sits_is_no_venue(acts):
    text = (
        "Embassy\nNEW DELHI, Oct 10 (Agency) - India will raise its technical mission in Kabul to an embassy, "
        "its foreign minister Subrahmanyam Jaishankar said on Friday as he held talks with the Afghan foreign minister."
    )
    assert first(acts(text, language="en"), "CONSULT").place.name == "New Delhi"


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
        ("في 12 نوفمبر/تشرين الثاني الماضي", "2024-11-12", "day"),
        ("في الثالث من الشهر الماضي", "2025-04-03", "day"),
        ("قبل ثلاثة أيام", "2025-05-18", "day"),
        ("بتاريخ 12/5/2025", "2025-05-12", "day"),
        ("بتاريخ ١٢/٥/٢٠٢٥", "2025-05-12", "day"),
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


@pytest.mark.parametrize(
    ("published", "text", "kind", "day"),
    [
        # the publisher's clock is past midnight
        ("2025-05-20", "أدانت مصر، اليوم الاثنين، الغارات الإسرائيلية على دمشق.", "ACCUSE", "2025-05-19"),
        (
            "2025-05-21",
            "غداة اتهام إسرائيل إيران بتطوير سلاح، قالت الوكالة الثلاثاء إنها تدرس الأمر.",
            "ACCUSE",
            "2025-05-19",
        ),
        (
            "2025-05-21",
            "طردت فرنسا الاثنين دبلوماسيين روسا، وردت موسكو في اليوم التالي بطرد السفير الفرنسي.",
            "SANCTION",
            "2025-05-20",
        ),
        ("2025-05-21", "هنأ الرئيس المصري نظيره التركي على الانتخابات التي جرت يوم 4 مايو.", "SUPPORT", "2025-05-21"),
    ],
)
def test_days_that_count_from_another_and_days_of_other_things(acts, published, text, kind, day):
    assert [m.date.value for m in acts(HEAD + text, published=published) if m.type == kind][-1] == day


def test_what_came_a_day_after_a_call_dates_the_call(acts):
    text = "News\nThe ban came a day after Donald Trump spoke to Vladimir Putin by telephone."
    calls = [m for m in acts(text, language="en") if m.mode == "phone"]
    assert [m.date.value for m in calls] == ["2025-05-20"]


def test_a_name_is_no_month(acts):
    text = "عقد إيمانويل ماكرون وأنغيلا ميركل وتيريزا ماي اجتماعا في باريس."
    assert first(acts(HEAD + text, published="2018-06-08"), "CONSULT").date.value == "2018-06-08"


@pytest.mark.parametrize(
    ("text", "kind", "place"),
    [
        # a line of its own says where the report is from
        ("إسطنبول: «وكالة»\nعقد الوفدان الروسي والأوكراني جولة من المحادثات.", "CONSULT", "Istanbul"),
        # who speaks abroad does so at his news conference
        ("قال الرئيس المصري عبد الفتاح السيسي في مؤتمر صحفي في جنيف إن بلاده تدين الهجوم الروسي.", "ACCUSE", "Geneva"),
        # an embassy is opened where the other state sits
        ("أعادت قطر فتح سفارتها لدى سوريا.", "SUPPORT", "Damascus"),
        # a city says better than a region, a city state is no mere country
        ("التقى الرئيس المصري نظيره التركي في رام الله بالضفة الغربية.", "CONSULT", "Ramallah"),
        ("بحث الوزيران المصري والتركي الوضع في كوريا الجنوبية خلال لقاء في سنغافورة.", "CONSULT", "Singapore"),
        # the desk that wrote the report is not where the kings met
        (DESK, "CONSULT", "Cairo"),
        ("وفي بكين، دعت الصين روسيا إلى ضبط النفس.", "REQUEST", "Beijing"),
    ],
)
def test_a_story_lends_its_places(acts, text, kind, place):
    assert first(acts(HEAD + text), kind).place.name == place


@pytest.mark.parametrize(
    ("text", "kind", "place"),
    [
        (
            "President Frank-Walter Steinmeier left for Zambia, where he is to meet President Hakainde Hichilema.",
            "CONSULT",
            "Zambia",
        ),
        (
            "NEW YORK, May 21 (Agency) - Mali told the Security Council and accused Ukraine of arming rebels.",
            "ACCUSE",
            "New York",
        ),
        (
            "Talks between Iran and the United States scheduled for Rome were called off on Wednesday.",
            "CONSULT",
            "Rome",
        ),
    ],
)
def test_a_place_that_is_not_said_with_in(acts, text, kind, place):
    mentions = [m for m in acts("News\n" + text, language="en") if m.type == kind]
    assert [m.place.name for m in mentions if m.place is not None][:1] == [place]


def names(act):
    return {a.text for a in (*act.actors, *act.recipients) if a.name}


@pytest.mark.parametrize(
    ("text", "kind", "name"),
    [
        ("استدعت الخارجية السنغالية السفير الأوكراني بدكار يوري بيفوفاروف.", "ACCUSE", "يوري بيفوفاروف"),
        ("سحبت باكستان سفيرها لدى إيران مدثر تيبو للتشاور.", "SANCTION", "مدثر تيبو"),
        ("انتقد الشيخ سالم بن خلفان، وزير الخارجية البحريني، قطر.", "ACCUSE", "سالم بن خلفان"),
        (
            "طالب الكرملين لندن بالاعتذار.\nوقال المتحدث باسم الكرملين ديمتري بيسكوف إن الأمر خطير.",
            "REQUEST",
            "ديمتري بيسكوف",
        ),
        (
            "استقبل الرئيس المصري عبد الفتاح السيسي أمير قطر الشيخ تميم بن حمد آل ثاني في القاهرة.",
            "CONSULT",
            "تميم بن حمد آل ثاني",
        ),
    ],
)
def test_officials_are_named_as_written(acts, text, kind, name):
    assert name in names(first(acts(HEAD + text), kind))


@pytest.mark.parametrize(
    ("text", "name"),
    [
        (
            "India said on Monday it was recalling its high commissioner in Ottawa, Sanjay Kumar Verma.",
            "Sanjay Kumar Verma",
        ),
        (
            "Niger cut diplomatic relations with Ukraine.\nSpokesman Amadou Abdramane read the statement.",
            "Amadou Abdramane",
        ),
    ],
)
def test_a_stranger_stands_for_who_acts(acts, text, name):
    assert name in names(first(acts("News\n" + text, language="en"), "SANCTION"))


def test_a_summit_of_two_states_is_a_meeting(acts):
    text = "عقد الرئيس المصري عبد الفتاح السيسي قمة مع نظيره التركي رجب طيب أردوغان في جنيف."
    assert first(acts(HEAD + text), "CONSULT").mode == "meeting"


@pytest.mark.parametrize(("where", "mode"), [("أنقرة", "visit"), ("جنيف", "meeting"), ("بانمونجوم", "meeting")])
def test_who_meets_in_the_other_s_city_visits(acts, where, mode):
    text = f"التقى وزير الخارجية المصري بدر عبد العاطي نظيره التركي هاكان فيدان في {where}."
    assert first(acts(HEAD + text), "CONSULT").mode == mode


def test_what_two_say_together_they_say_where_they_meet_the_press(acts):
    found = acts(
        "خبر\nأعربت فرنسا وألمانيا عن رفضهما إلغاء الاتفاق النووي. "
        "وقال وزير الخارجية الفرنسي في مؤتمر صحفي مع نظيره الألماني في برلين إن المحادثات صعبة.",
        published="2018-05-07",
    )
    assert [m.place.name for m in found if m.type == "REJECT" and m.place is not None] == ["Berlin"]


def test_who_is_invited_declines_where_he_is_invited(acts):
    told = acts(
        "القاهرة تخشى التصعيد\nكانت الخارجية المصرية قد دعت السفراء الأجانب في القاهرة لإبلاغهم بالاتهامات، "
        "لكن المبعوثين البريطاني والأميركي رفضا حضور الاجتماع المصري."
    )
    assert first(told, "REJECT").place.name == "Cairo"
