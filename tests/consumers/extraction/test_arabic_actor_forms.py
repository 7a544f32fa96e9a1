"""Whoever acts is found however he is named, and so is the other side: every form with every form."""

import pytest

NAMED = "فلاديمير بوتين وسيرغي لافروف ودونالد ترامب ورجب طيب أردوغان وهاكان فيدان"
"""A title that names all who are called by surname below it: a surname alone is nobody's."""
SUBJECTS = {
    "m": (
        "الكرملين",
        "الرئيس الروسي",
        "الرئيس الروسي فلاديمير بوتين",
        "الرئيس فلاديمير بوتين",
        "بوتين",
        "وزير الخارجية الروسي",
        "وزير الخارجية الروسي سيرغي لافروف",
        "وزير خارجية روسيا سيرغي لافروف",
        "لافروف",
        "معالي وزير الخارجية الروسي السيد سيرغي لافروف",
        "المتحدث باسم الكرملين دميتري بيسكوف",
        "نائب وزير الخارجية الروسي ميخائيل بوغدانوف",
        "رئيس الوزراء الروسي ميخائيل ميشوستين",
        "البرلمان الروسي",
        "وفد روسي",
        "مسؤول روسي رفيع",
    ),
    "f": (
        "روسيا",
        "موسكو",
        "الحكومة الروسية",
        "وزارة الخارجية الروسية",
        "القيادة الروسية",
        "السلطات الروسية",
        "المتحدثة باسم الخارجية الروسية ماريا زاخاروفا",
    ),
}
OBJECTS = (
    "تركيا",
    "الحكومة التركية",
    "القيادة التركية",
    "الرئيس التركي",
    "الرئيس التركي رجب طيب أردوغان",
    "الرئيس رجب طيب أردوغان",
    "وزير الخارجية التركي هاكان فيدان",
    "وزير خارجية تركيا هاكان فيدان",
    "السفير التركي",
    "المسؤولين الأتراك",
)
SURNAMES = ("أردوغان", "فيدان", "هاكان فيدان")
"""Without a title they stand right behind the name or title of the subject."""
ACTS = {
    "CONSULT": (
        "{التقى} {s} {o} اليوم الأربعاء لبحث العلاقات الثنائية.",
        "{بحث} {s} مع {o} تطورات الأوضاع في المنطقة.",
        "{أجرى} {s} اتصالا هاتفيا مع {o} اليوم.",
        "وقال البيان إن {s} {التقى} {o} في جنيف.",
    ),
    "ACCUSE": ("{انتقد} {s} بشدة {o} بسبب موقفها من الحرب.", "{اتهم} {s} {o} بانتهاك الاتفاق."),
    "REQUEST": ("{دعا} {s} {o} إلى وقف العمليات العسكرية.", "{طالب} {s} {o} بسحب قواتها."),
    "SUPPORT": ("{شكر} {s} {o} على جهودها.", "{أشاد} {s} بدور {o} في حل الأزمة.", "{وقع} {s} مع {o} اتفاقية تعاون."),
    "AGREE": ("{اتفق} {s} مع {o} على تعزيز التعاون.",),
    "REJECT": ("{رفض} {s} اتهامات {o}.",),
}
FEMININE = {"دعا": "دعت", "التقى": "التقت", "أجرى": "أجرت"}


def forms(gender):
    verbs = {word.strip("{}") for acts in ACTS.values() for act in acts for word in act.split() if word[0] == "{"}
    return {verb: FEMININE.get(verb, f"{verb}ت") if gender == "f" else verb for verb in verbs - {"s", "o"}}


@pytest.mark.parametrize(("kind", "act"), [(kind, act) for kind, acts in ACTS.items() for act in acts])
def test_every_form_of_either_side_is_found(acts, kind, act):
    missed = []
    for gender, subjects in SUBJECTS.items():
        words = forms(gender)
        for subject in subjects:
            for other in (*OBJECTS, *SURNAMES):
                text = act.format(s=subject, o=other, **words)
                told = [m for m in acts(f"{NAMED}\n{text}") if m.type == kind]
                found = [{a.party for a in (*m.actors, *m.recipients)} for m in told]
                if {"RU", "TR"} not in found:
                    missed.append(text)
    assert missed == []


@pytest.mark.parametrize(
    ("text", "parties"),
    [
        ("التقى الرئيسان ترامب وبوتين في هلسنكي.", {"US", "RU"}),
        ("وكان الرئيسان بوتين وأردوغان قد التقيا في موسكو.", {"RU", "TR"}),
        ("بحث الوزيران لافروف وفيدان الوضع في سوريا.", {"RU", "TR"}),
    ],
)
def test_two_of_one_office_may_be_named_by_surname(acts, text, parties):
    (told,) = acts(f"{NAMED}\n{text}")
    assert (told.type, {a.party for a in told.actors}) == ("CONSULT", parties)
    assert all(a.person for a in told.actors)


@pytest.mark.parametrize(
    ("text", "actor", "hosts"),
    [
        ("أعلنت الخارجية المغربية استدعاء سفير المملكة لدى ألمانيا للتشاور.", "MA", ["DE"]),
        ("قررت وزارة الخارجية الجزائرية استدعاء سفيري الجزائر لدى مالي والنيجر.", "DZ", ["ML", "NE"]),
        ("استدعت كينيا السفير لدى الصومال.", "KE", ["SO"]),
    ],
)
def test_an_envoy_posted_abroad_is_recalled(acts, text, actor, hosts):
    (told,) = acts(f"{NAMED}\n{text}")
    assert (told.type, told.mode) == ("SANCTION", "recall")
    assert ([a.party for a in told.actors], [a.party for a in told.recipients]) == ([actor], hosts)


def test_the_ambassador_of_another_is_called_in(acts):
    (told,) = acts("خبر\nاستدعت وزارة الخارجية العراقية السفير التركي لدى بغداد.")
    assert (told.mode, [a.party for a in told.recipients]) == ("summon", ["TR"])


def test_several_counterparts_are_whom_the_story_told_of_together(acts):
    told = acts(
        "خبر\nفرضت بريطانيا وفرنسا وألمانيا عقوبات على إيران.\n"
        "وانتقد وزير الخارجية الإيراني القرار في اتصال مع نظرائه الثلاثة."
    )
    (call,) = [m for m in told if m.type == "CONSULT"]
    assert {a.party for a in call.actors} == {"IR", "GB", "FR", "DE"}


def test_the_ministers_are_those_whom_one_has_called_in_turn(acts):
    told = acts(
        "خبر\nتلقى وزير الخارجية المصري اتصالات هاتفية من نظرائه الأردني والقطري والتركي.\n"
        "وأدان الوزراء القصف الإسرائيلي على غزة."
    )
    (reproach,) = [m for m in told if m.type == "ACCUSE"]
    assert {a.party for a in reproach.actors} == {"EG", "JO", "QA", "TR"}


def test_who_sponsors_talks_takes_part_in_them(acts):
    (told,) = acts("خبر\nاستؤنفت المحادثات التي ترعاها مصر وقطر بين إسرائيل وحماس في جنيف.")
    assert {a.party for a in told.actors} == {"IL", "org:hamas", "EG", "QA"}
    assert told.mode == "mediation"


@pytest.mark.parametrize(
    ("title", "party"),
    [
        ("وزير الدولة للتعاون الدولي القطري خالد الكعبي", "QA"),
        ("رئيس جهاز المخابرات العامة الأردنية أحمد حسني", "JO"),
        ("مدير المخابرات العراقية حميد الشطري", "IQ"),
        ("محافظ البنك المركزي السوري عبد القادر حصرية", "SY"),
        ("الأمين العام لوزارة الخارجية المغربية فؤاد يزوغ", "MA"),
        ("وكيل وزارة الخارجية العمانية خليفة الحارثي", "OM"),
        ("المبعوث الخاص للرئيس الأمريكي ستيف ويتكوف", "US"),
        ("وزير أوروبا والشؤون الخارجية الفرنسي جان نويل بارو", "FR"),
        ("مسؤولة السياسة الخارجية في الاتحاد الأوروبي كايا كالاس", "org:eu"),
    ],
)
def test_offices_of_every_rank_speak_for_their_state(acts, title, party):
    (told,) = acts(f"خبر\nالتقى وزير الخارجية المصري {title} في جنيف.")
    assert [a.party for a in told.actors] == ["EG", party]
    assert told.actors[1].name
