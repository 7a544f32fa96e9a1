"""When, where and by whom an act was done, in sentences that tell of two: what each must keep for itself."""

import pytest


def _told(mention):
    sides = ">".join("+".join(dict.fromkeys(a.party for a in side)) for side in (mention.actors, mention.recipients))
    place = mention.place.name if mention.place else ""
    return mention.mode or mention.type, sides.rstrip(">"), mention.status, mention.date.value, place


@pytest.mark.parametrize(
    ("sentence", "told"),
    [
        (
            "تتجه الأنظار غدا إلى جنيف، حيث تعقد جولة ثانية من محادثات مصر وإثيوبيا بعد جولة أولى بموسكو في 14 يناير.",
            [
                ("meeting", "EG+ET", "planned", "2025-05-07", "Geneva"),
                ("meeting", "EG+ET", "occurred", "2025-01-14", "Moscow"),
            ],
        ),
        (
            "الجولة الثالثة من مفاوضات مصر وإثيوبيا ستعقد الاثنين بالخرطوم بعدما ألغيت جولة مقررة بالقاهرة في 1 أيار.",
            [
                ("meeting", "EG+ET", "planned", "2025-05-12", "Khartoum"),
                ("meeting", "EG+ET", "denied", "2025-05-01", "Cairo"),
            ],
        ),
        (
            "أرجأت اليونان وتركيا جولة محادثات كانت مقررة الخميس في أثينا.",
            [("meeting", "GR+TR", "denied", "2025-05-08", "Athens")],
        ),
    ],
)
def test_rounds_of_talks_have_their_own_day_place_and_status(acts, sentence, told):
    assert [_told(m) for m in acts("خبر\n" + sentence, published="2025-05-06")] == told


@pytest.mark.parametrize(
    "sentence",
    [
        "أعلنت بولندا ترحيل أربعة موظفين يعملون في القنصلية الروسية.",
        "طلبت الحكومة البولندية من ثلاثة موظفين يعملون بالسفارة الروسية مغادرة أراضيها خلال أسبوع.",
        "أمهلت بولندا دبلوماسيين يعملان في سفارة روسيا 72 ساعة لمغادرة البلاد.",
    ],
)
def test_who_is_expelled_may_be_said_to_work_at_an_embassy(acts, sentence):
    assert [_told(m)[:2] for m in acts("خبر\n" + sentence, published="2025-05-06")] == [("expel", "PL>RU")]


@pytest.mark.parametrize(
    ("language", "sentence", "told"),
    [
        ("en", "France condemned Algeria's decision to expel 12 embassy staff.", "DZ>FR"),
        ("en", "Poland's decision, announced on Friday, to expel two Russian diplomats angered Moscow.", "PL>RU"),
        ("fr", "Ottawa a dénoncé la décision de l'Inde d'expulser six diplomates canadiens.", "IN>CA"),
        ("fr", "Le Brésil a regretté la décision du Paraguay d'expulser deux diplomates brésiliens.", "PY>BR"),
    ],
)
def test_what_somebody_decided_to_do_is_done_by_who_decided(acts, language, sentence, told):
    found = acts("News\n" + sentence, language=language, published="2025-05-06")
    assert [_told(m)[:2] for m in found if m.type == "SANCTION"] == [("expel", told)]
    assert {m.status for m in found} == {"occurred"}


def test_what_a_second_noun_names_is_done_by_the_subject_too(acts):
    sentence = "Varsovie a annoncé l'expulsion de deux diplomates russes et le rappel de son ambassadeur à Moscou."
    found = acts("Nouvelles\n" + sentence, language="fr", published="2025-05-06")
    assert [_told(m)[:2] for m in found] == [("expel", "PL>RU"), ("recall", "PL>RU")]


@pytest.mark.parametrize(
    ("sentence", "told"),
    [
        ("Israel recalled its envoy to Spain after Madrid recognised Palestine.", {"recall IL>ES", "recognise ES>PS"}),
        ("Turkey summoned the Swedish envoy before Stockholm apologised.", {"summon TR>SE", "CONCEDE SE>TR"}),
        ("China condemned Japan after Tokyo and Manila signed a pact.", {"disapprove CN>JP", "sign JP+PH"}),
    ],
)
def test_after_opens_a_clause_with_its_own_subject(acts, sentence, told):
    found = acts("News\n" + sentence, language="en", published="2025-05-06")
    assert {" ".join(_told(m)[:2]) for m in found} == told


def test_what_was_done_months_before_has_no_day(acts):
    sentence = "Volodymyr Zelensky signed a law ratifying the deal with Poland, months after both countries signed it."
    law, treaty = acts("News\n" + sentence, language="en", published="2025-05-06")
    assert _told(law)[:2] == ("sign", "UA>PL")
    assert {a.party for a in treaty.actors} == {"UA", "PL"}
    assert treaty.date is None


@pytest.mark.parametrize(
    "sentence",
    [
        "Nicaragua said it would take Germany to the International Court of Justice.",
        "Nicaragua filed a case against Germany at the International Court of Justice.",
        "Nicaragua sued Germany at the World Trade Organization.",
    ],
)
def test_who_goes_to_court_accuses(acts, sentence):
    found = acts("News\n" + sentence, language="en", published="2025-05-06")
    assert [(m.type, m.mode, m.actors[0].party, m.recipients[0].party) for m in found] == [
        ("ACCUSE", "allege", "NI", "DE")
    ]


def test_what_a_body_votes_to_do_is_done(acts):
    sentence = "The General Assembly voted on Monday to condemn Russia's attack on Ukraine."
    (act,) = acts("News\n" + sentence, language="en", published="2025-05-06")
    assert (act.mode, act.status, act.date.value) == ("disapprove", "occurred", "2025-05-05")


def test_the_minister_whom_a_host_receives_is_not_the_president_named_beside(acts):
    found = acts(
        "خبر\nبحث وزير الخارجية الإيراني عباس عراقجي في القاهرة أمس مع نظيره المصري بدر عبد العاطي التعاون.\n"
        "كما استقبل رئيس الوزراء المصري مصطفى مدبولي الوزير الإيراني، ووجه الدعوة إلى الرئيس مسعود بزشكيان "
        "لزيارة مصر.",
        published="2025-05-06",
    )
    (visit,) = [m for m in found if m.type == "CONSULT"]
    assert {a.person for a in visit.actors} == {"abbas-araghchi", "badr-abdelatty", "mostafa-madbouly"}


@pytest.mark.parametrize(
    ("sentence", "told"),
    [
        ("يعقد وزيرا خارجية قطر ومصر محادثات في الدوحة الأربعاء.", ("planned", "2025-02-19")),
        ("وتأتي الزيارة غداة محادثات يعقدها بالرياض الثلثاء وزيرا خارجية مصر وتركيا.", ("planned", "2025-02-18")),
        ("عقد وزيرا خارجية قطر ومصر محادثات في الدوحة الأربعاء.", ("occurred", "2025-02-12")),
        ("يعقد وزيرا خارجية قطر ومصر محادثات في الدوحة الاثنين.", ("occurred", "2025-02-17")),
    ],
)
def test_the_present_with_a_weekday_tells_what_is_to_come(acts, sentence, told):
    (act,) = acts("خبر\n" + sentence, published="2025-02-17")
    assert (act.status, act.date.value) == told


def test_each_verb_has_the_day_in_its_clause_and_a_month_named_before(acts):
    sentence = "طردت بولندا دبلوماسيين روسيين في 3 كانون الثاني وطردت موسكو دبلوماسيا بولنديا في الخامس منه."
    found = acts("خبر\n" + sentence, published="2025-02-17")
    assert [m.date.value for m in found] == ["2025-01-03", "2025-01-05"]


@pytest.mark.parametrize("day", ["الحادي والعشرين", "السابع والعشرين", "الثلاثين"])
def test_days_of_a_month_may_be_spelt_out(acts, day):
    (act,) = acts(f"خبر\nزار الوزير التركي هاكان فيدان بغداد في {day} من ديسمبر.", published="2025-02-17")
    numbers = {"الحادي والعشرين": 21, "السابع والعشرين": 27, "الثلاثين": 30}
    assert act.date.value == f"2024-12-{numbers[day]}"


def test_what_came_before_does_not_say_which_day_a_report_is_about(acts):
    found = acts(
        "خبر\nرفضت تركيا طلبا إسرائيليا.\nوكان مكتب هرتسوغ قد أعلن أمس أنه سيتوجه إلى باكو.", published="2025-02-17"
    )
    assert found[0].date.value == "2025-02-17"


def test_a_minister_is_named_after_his_cabinet(acts):
    sentence = "التقى وزير الدفاع في الحكومة السورية الانتقالية مرهف أبو قصرة وزير الدفاع التركي في أنقرة."
    (act,) = acts("خبر\n" + sentence, published="2025-02-17")
    assert [(a.party, a.person) for a in act.actors] == [("SY", "murhaf-abu-qasra"), ("TR", "yasar-guler")]


def test_words_that_are_glued_together_are_read_apart(acts):
    (act,) = acts("خبر\nاستقبل وزيرالخارجية المصري في القاهرة وزيرةالخارجية السلوفينية.", published="2025-02-17")
    assert {a.party for a in act.actors} == {"EG", "SI"}


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("ar", "تحدث الرئيس الفرنسي إيمانويل ماكرون مع نظيره الروسي فلاديمير بوتين عبر الهاتف."),
        ("ar", "ناقش الرئيس الفرنسي إيمانويل ماكرون مع فلاديمير بوتين في اتصال هاتفي الأوضاع في سوريا."),
        ("ar", "أكد الرئيس الفرنسي إيمانويل ماكرون لنظيره الروسي فلاديمير بوتين في مكالمة هاتفية أنه سيزور باكو."),
        ("ar", "وخلال الاتصال الهاتفي، أكد الرئيسان الفرنسي والروسي أهمية التعاون."),
        ("fr", "Emmanuel Macron s'est entretenu lundi par téléphone avec Vladimir Poutine."),
        ("fr", "Emmanuel Macron a eu un long entretien avec Vladimir Poutine au téléphone."),
        ("en", "Emmanuel Macron discussed the war with Vladimir Putin in a phone call on Monday."),
    ],
)
def test_talks_by_phone_are_calls(acts, language, sentence):
    found = [m for m in acts("\n" + sentence, language=language, published="2025-05-06") if m.mode == "phone"]
    assert [{a.party for a in m.actors} for m in found] == [{"FR", "RU"}]
    assert found[0].place is None


def test_a_call_after_a_meeting_is_another_occasion(acts):
    found = acts("خبر\nالتقى الوزير المصري بدر عبد العاطي نظيره التركي في القاهرة بعد اتصال هاتفي بين الرئيسين.")
    assert found[0].mode != "phone"


@pytest.mark.parametrize(
    ("sentence", "day"),
    [
        ("Egypt and Turkey agreed to meet in Ankara on Friday.", "2025-05-09"),
        ("Egypt and Turkey agreed to meet next weekend.", "2025-05-10"),
    ],
)
def test_who_agrees_to_meet_plans_a_meeting(acts, sentence, day):
    (act,) = acts("News\n" + sentence, language="en", published="2025-05-06")
    assert (act.type, act.status, act.date.value) == ("CONSULT", "planned", day)


def test_who_carries_messages_mediates_the_talks_told_before(acts):
    found = acts(
        "News\nIran and the United States held indirect talks in Muscat on Saturday.\n"
        "The Omani foreign minister, Badr Albusaidi, carried messages between the delegations.",
        language="en",
        published="2025-05-06",
    )
    assert [(m.mode, {a.party for a in m.actors}) for m in found] == [("mediation", {"IR", "US", "OM"})]


def test_a_minister_whom_a_report_from_his_capital_names_first_is_of_its_state(acts):
    found = acts(
        "خبر\nتونس - وكالات\nالتقى وزير الداخلية خالد النوري الثلاثاء في روما نظيره الإيطالي ماتيو بيانتيدوزي.",
        published="2025-03-24",
    )
    assert [(a.party, a.name) for a in found[0].actors] == [("TN", "خالد النوري"), ("IT", "ماتيو بيانتيدوزي")]


@pytest.mark.parametrize(
    ("sentence", "told"),
    [
        ("يتوجه وزير الدفاع المصري الأربعاء إلى أنقرة، على رأس وفد، للقاء نظيره التركي.", ("planned", "2025-03-26")),
        ("وستكون هذه أول محادثات بين روسيا وأوكرانيا منذ آذار/مارس 2022.", ("planned", "")),
        ("وصل وزير الدفاع المصري إلى أنقرة في أول زيارة منذ تشكيل الحكومة في فبراير.", ("occurred", "2025-03-24")),
    ],
)
def test_plans_and_days_since_which(acts, sentence, told):
    (act,) = acts("خبر\n" + sentence, published="2025-03-24")
    assert (act.status, act.date.value if act.date else "") == told


def test_the_day_on_which_an_act_is_told_is_not_its_own(acts):
    found = acts(
        "News\nThe defence ministers of Lebanon and Syria have signed an agreement, state media said on Friday.\n"
        "Lebanon's Michel Menassa and Syria's Murhaf Abu Qasra met on Thursday in Jeddah.",
        language="en",
        published="2025-03-28",
    )
    assert {m.date.value for m in found} == {"2025-03-27"}


def test_whom_a_host_would_have_met_is_whom_the_guest_met_elsewhere(acts):
    found = acts(
        "News\nLebanon's Michel Menassa and Syria's Murhaf Abu Qasra met on Thursday in Jeddah.\n"
        "Menassa had been expected in Damascus on Wednesday.\nThe trip was put off.\n"
        "Syrian President Ahmed al-Sharaa formed a government.",
        language="en",
        published="2025-03-28",
    )
    assert [[a.person for a in m.actors if a.party == "SY"] for m in found] == [["murhaf-abu-qasra"]] * len(found)


def test_who_gives_envoys_a_deadline_expels_them(acts):
    found = acts("خبر\nأعلنت كولومبيا أنها أمهلت دبلوماسيين من نيكاراغوا حتى السبت.", published="2025-03-24")
    assert [(m.mode, m.actors[0].party, m.recipients[0].party) for m in found] == [("expel", "CO", "NI")]


@pytest.mark.parametrize(
    "sentence",
    [
        "رفضت وزارة الدفاع الأمريكية التعليق على تصريحات موسكو.",
        "اعترض الجيش السوري أغلب الصواريخ الأميركية.",
        "قال روحاني إن واشنطن ستندم إن انسحبت من الاتفاق مع إيران.",
        "لا توجد ضمانات ألا ينسحب ترامب من الاتفاق النووي مع إيران.",
        "تحدث الزعيم كيم جونغ أون للمرة الأولى عن حوار مع الولايات المتحدة.",
        "ووصفت مبعوثة الولايات المتحدة نيكي هايلي الضربات على سوريا بأنها مبررة.",
    ],
)
def test_what_only_looks_like_an_act(acts, sentence):
    assert not [m for m in acts("خبر\n" + sentence, published="2018-04-14") if m.type != "THREATEN"]


@pytest.mark.parametrize(
    ("sentence", "told"),
    [
        ("قال البيت الأبيض إنه تم رفع حظر سفر مواطني تشاد إلى الولايات المتحدة.", [("access", "US>TD")]),
        ("أعرب وزير خارجية قطر عن دعم بلاده للعملية العسكرية التي نفذتها تركيا.", [("praise", "QA>TR")]),
        ("قال مسؤول إن الرئيس المصري سيجري في وقت لاحق محادثات مع نظيره الفرنسي.", [("meeting", "EG+FR")]),
        ("اعترضت روسيا على مشروع القرار الأميركي.", [("REJECT", "RU>US")]),
    ],
)
def test_what_is_lifted_backed_and_to_come(acts, sentence, told):
    found = acts("خبر\n" + sentence, published="2018-04-14")
    assert [((m.mode or m.type), _sides(m)) for m in found] == told


def _sides(mention):
    sides = ("+".join(dict.fromkeys(a.party for a in side)) for side in (mention.actors, mention.recipients))
    return ">".join(filter(None, sides))


def test_a_deed_keeps_its_own_day(acts):
    sentence = "أعربت الإمارات عن استهجانها قيام السلطات الصومالية باحتجاز طائرة مدنية يوم الأحد الموافق 8 إبريل."
    (act,) = acts("خبر\n" + sentence, published="2018-04-12")
    assert act.date.value == "2018-04-12"


def test_a_council_does_not_meet_where_the_attack_was_that_it_discusses(acts):
    (act,) = acts("خبر\nيعقد مجلس الأمن الدولي اجتماعا اليوم بعد الهجوم الكيمياوي في سوريا.", published="2018-04-12")
    assert act.place.name == "New York"


def test_an_act_of_words_told_with_an_earlier_day_is_another(acts):
    found = acts(
        "خبر\nطالبت تركيا إسرائيل بوقف الحرب.\nوكانت تركيا قد طالبت إسرائيل في 2 نيسان بفتح المعابر.",
        published="2025-04-14",
    )
    assert [m.date.value for m in found] == ["2025-04-14", "2025-04-02"]


def test_who_would_be_struck_is_not_who_is_threatened(acts):
    found = acts("خبر\nحذرت روسيا من تداعيات خطرة إذا تعرضت سوريا لضربة عسكرية.", published="2018-04-12")
    assert not [m for m in found if any(r.party == "SY" for r in m.recipients)]
