"""Arabic contacts and agreements that are to come, are called off or only mentioned, and who takes part in them."""

import pytest

TOLD = [
    # what is expected, agreed upon, accepted, goes on with a plan
    ("يتوقع أن يزور الرئيس الكيني أوسلو غدا.", {("CONSULT", "KE+NO", "", "planned")}),
    ("وافقا على أن يعقد وزيرا الخارجية الكيني والأوغندي اجتماعا في روما.", {("CONSULT", "KE+UG", "", "planned")}),
    ("سيزور الرئيس الكيني أوسلو في 14 أيار/مايو، ويلتقي بملك النرويج.", {("CONSULT", "KE+NO", "", "planned")}),
    ("سيتم توقيع خطاب نوايا الاثنين في روما من جانب كينيا وأوغندا.", {("SUPPORT", "KE+UG", "", "planned")}),
    ("كشف الرئيس الكيني خطة لبدء محادثات سلام مع أوغندا.", set()),
    # who leaves a meeting, who only speaks of it
    ("انسحب الرئيس الكيني من القمة مع الرئيس الأوغندي.", {("CONSULT", "KE+UG", "", "denied")}),
    ("قال الرئيس الكيني لنظيره الأوغندي في اتصال هاتفي إن بلاده ستفوز.", {("CONSULT", "KE+UG", "", "occurred")}),
    # tours, drills, councils, sources in a body
    ("يقوم الرئيس الكيني بجولة خارجية إلى النرويج.", {("CONSULT", "KE+NO", "", "occurred")}),
    ("انطلق التدريب البحري الجوي الكيني الأوغندي الرواندي المشترك.", {("COOPERATE", "KE+UG+RW", "", "occurred")}),
    ("عقدت جلسة طارئة في مجلس الأمن الدولي.", {("CONSULT", "org:un", "", "occurred")}),
    ("قالت مصادر في وزارة الخارجية الكينية إنها توصلت إلى اتفاق مع النرويج.", {("AGREE", "KE+NO", "", "occurred")}),
    ("ضم اجتماع اللجنة وزراء الري ومديري الأمن من كينيا وأوغندا ورواندا.", {("CONSULT", "KE+UG+RW", "", "occurred")}),
    # the pact of others, bodies that are no party, an aside that ends
    ("اتفقت دول الاتحاد الأوروبي على الحفاظ على الاتفاق التجاري مع كينيا.", {("AGREE", "org:eu", "", "occurred")}),
    ("انتقدت منظمات حقوقية حركة حماس.", set()),
]


def _told(found):
    return {
        (m.type, "+".join(a.party for a in m.actors), "+".join(a.party for a in m.recipients), m.status) for m in found
    }


@pytest.mark.parametrize(("text", "told"), TOLD)
def test_an_arabic_sentence_tells_what_is_done_and_what_is_planned(acts, text, told):
    assert _told(acts("خبر\n" + text)) == told


def test_the_two_leaders_are_those_whom_the_story_named(acts):
    found = acts("خبر\nرحب الرئيس الكيني وليم روتو بدعوة رئيس أوغندا يويري موسيفيني. وسيلتقي الزعيمان على الحدود.")
    assert ("CONSULT", "KE+UG", "", "planned") in _told(found)


def test_who_stands_after_an_aside_is_not_joined_to_who_stands_in_it(acts):
    found = acts("خبر\nقال الرئيس الكيني (بعد افتتاح السفارة الهندية في النرويج) وأوغندا لم تعلق.")
    assert all("UG" not in {a.party for a in (*m.actors, *m.recipients)} for m in found)


CONTACTS = [
    ("تسلم الرئيس الكيني أوراق اعتماد السفير النرويجي الجديد.", {("SUPPORT", "KE", "NO", "occurred")}),
    ("أوفدت أوسلو نائب وزير الخارجية إلى نيروبي.", {("CONSULT", "NO+KE", "", "occurred")}),
    ("تم الاتفاق بين نيروبي وكمبالا على تشكيل لجنة مشتركة.", {("AGREE", "KE+UG", "", "occurred")}),
    ("تسلمت كينيا من أوغندا مطلوبين.", {("COOPERATE", "KE", "UG", "occurred")}),
    ("أجرى وزير الخارجية الكيني جولة إقليمية تشمل أوغندا ورواندا.", {("CONSULT", "KE+UG+RW", "", "occurred")}),
    ("عقدت اللجنة الكينية الأوغندية المشتركة اجتماعها الأول في روما.", {("CONSULT", "KE+UG", "", "occurred")}),
    ("يزور الرئيس الكيني أوسلو نهاية الشهر.", {("CONSULT", "KE+NO", "", "planned")}),
    ("أبلغ الرئيس الكيني نظيره الأوغندي في اتصال هاتفي بأن القرار نهائي.", {("CONSULT", "KE+UG", "", "occurred")}),
    ("قالت كينيا إن ما جرى مع أوغندا ليس لقاء قمة.", set()),
]


@pytest.mark.parametrize(("text", "told"), CONTACTS)
def test_an_arabic_sentence_tells_who_is_in_contact(acts, text, told):
    assert _told(acts("خبر\n" + text)) == told


def test_an_envoy_keeps_his_name_behind_his_posting(acts):
    found = acts("خبر\nالتقى المبعوث الأميركي إلى سوريا توم باراك وزير الخارجية الكيني.")
    assert [(m.type, {a.party for a in m.actors}) for m in found] == [("CONSULT", {"US", "KE"})]


def test_a_visit_said_to_be_the_first_is_the_one_that_is_planned(acts):
    text = "خبر\nمن المقرر أن يستقبل الرئيس الكيني الرئيس الأوغندي في نيروبي، في أول زيارة من نوعها لرئيس أوغندي."
    assert {m.status for m in acts(text)} == {"planned"}


def test_the_latter_is_whom_the_sentence_before_named_last(acts):
    found = acts("خبر\nأجرى الرئيس الكيني اتصالا بنظيره الأوغندي يويري موسيفيني. ووصل الأخير إلى أوسلو.")
    assert ("CONSULT", "UG+NO", "", "occurred") in _told(found)


def test_the_guest_signs_with_his_host(acts):
    found = acts("خبر\nاستقبل الملك محمد السادس الرئيس الكيني وليم روتو. كما وقع الملك وضيفه إعلانا.")
    assert ("SUPPORT", "MA+KE", "", "occurred") in _told(found)


def test_whom_a_relative_clause_is_about_meets_who_is_named_in_it(acts):
    found = acts("خبر\nقال الرئيس الكيني، الذي التقى الرئيس الأوغندي الأسبوع الماضي، إن الوضع هادئ.")
    assert ("CONSULT", "KE+UG", "", "occurred") in _told(found)


def test_who_agrees_to_meet_and_on_something_else_has_agreed(acts):
    text = "خبر\nاتفقت كينيا وأوغندا على عقد اجتماع في روما. كما اتفقت كينيا وأوغندا على تفعيل الاتفاقية الأمنية."
    assert ("AGREE", "KE+UG", "", "occurred") in _told(acts(text))


def test_a_rival_is_joined_to_whom_he_rivals(acts):
    found = acts("خبر\nعقد الرئيس الكيني، وخصمه زعيم المتمردين، يويري موسيفيني، في أوسلو لقاء.")
    assert [(m.type, {a.party for a in m.actors}) for m in found] == [("CONSULT", {"KE", "UG"})]


def test_ministers_of_several_states_are_those_who_meet(acts):
    found = acts("خبر\nقال الوزير في اجتماع لوزراء خارجية كينيا وأوغندا ورواندا إن الحوار مهم.")
    assert {a.party for m in found for a in m.actors} == {"KE", "UG", "RW"}


def test_who_came_meets_who_stands_behind_the_verb(acts):
    found = acts("خبر\nسيزور الرئيس الكيني أوسلو ويلتقي رئيس وزراء السويد.")
    assert ("CONSULT", {"KE", "SE"}, "planned") in [(m.type, {a.party for a in m.actors}, m.status) for m in found]


def test_a_visit_that_was_is_not_planned_because_another_one_is(acts):
    found = acts("خبر\nوتعد هذه أول زيارة للرئيس الكيني وليم روتو إلى أوسلو، ومن المقرر أن يتوجه بعدها إلى روما.")
    assert ("CONSULT", "KE+NO", "", "occurred") in _told(found)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("التقى وزير الخارجية الكيني مسؤولا فرنسيا بارزا في أوسلو.", {("CONSULT", "KE+FR", "", "occurred")}),
        ("خسرت كينيا أمام أوغندا في لقاء كروي مع رواندا.", set()),
        ("بحث الرئيس الكيني مع الأوغندي، في اتصال هاتفي بينهما، المياه.", {("CONSULT", "KE+UG", "", "occurred")}),
        ("جاء ذلك قبيل عقد الرئيس الكيني محادثات مع أوغندا.", {("CONSULT", "KE+UG", "", "planned")}),
    ],
)
def test_who_meets_whom_in_a_few_words(acts, text, told):
    assert _told(acts("خبر\n" + text)) == told


@pytest.mark.parametrize(
    "text",
    [
        "التقى لارس هيدمان وزير الدفاع السويدي الرئيس الكيني وليم روتو.",
        "استقبل الرئيس الكيني وليم روتو اليوم لارس هيدمان وزير الدفاع السويدي.",
        "استقبل الرئيس الكيني وليم روتو، السيدة أولغا هيدمان وزيرة الدفاع السويدية.",
        "استقبل وزير الدفاع الكيني سوي دوالي أولغا هيدمان وزيرة الدفاع السويدية.",
        "أجرى الرئيس الكيني اتصالا هاتفيا بلارس هيدمان وزير الدفاع السويدي.",
        "وصل إلى نيروبي مساء الأربعاء الفريق طيار لارس هيدمان وزير الدفاع السويدي والتقى الرئيس الكيني.",
    ],
)
def test_a_name_that_nobody_knows_may_stand_before_the_title(acts, text):
    (met,) = acts("خبر\n" + text)
    assert (met.type, {a.party for a in met.actors}) == ("CONSULT", {"KE", "SE"})
    assert any(a.name.endswith("هيدمان") for a in met.actors)


@pytest.mark.parametrize(
    ("text", "parties", "status"),
    [
        ("تأتي زيارة الرئيس الكيني وليم روتو التي بدأها أمس إلى أوسلو وسط خلاف.", {"KE", "NO"}, "occurred"),
        ("قال الرئيس الكيني بعد لقائه في روما الرئيس الأوغندي إن الحوار مهم.", {"KE", "UG"}, "occurred"),
        ("لم يحدد بعد موعد القمة بين الرئيس الكيني ونظيره الأوغندي.", {"KE", "UG"}, "planned"),
        ("لم تسفر المحادثات بين كينيا وأوغندا عن أي نتيجة.", {"KE", "UG"}, "occurred"),
        ("وصل الرئيس الكيني إلى روما للقاء الرئيس الأوغندي.", {"KE", "UG"}, "planned"),
    ],
)
def test_whether_a_meeting_was_held(acts, text, parties, status):
    found = acts("خبر\n" + text)
    assert ("CONSULT", parties, status) in [(m.type, {a.party for a in m.actors}, m.status) for m in found]


def test_talks_to_prepare_a_summit_are_not_the_summit(acts):
    found = acts("خبر\nعقدت كينيا محادثات مع أوغندا لترتيب قمة بين الرئيس الكيني ونظيره الأوغندي.")
    assert {m.status for m in found} == {"occurred", "planned"}


def test_states_that_set_up_something_joint_agree(acts):
    assert _told(acts("خبر\nشكلت كينيا وأوغندا لجنة مشتركة.")) == {("AGREE", "KE+UG", "", "occurred")}


def test_the_ministers_are_all_whom_the_sentence_before_was_about(acts):
    text = "خبر\nأكد وزراء خارجية كينيا وأوغندا ورواندا أهمية الحوار. وطالب الوزراء النرويج بالانسحاب."
    (asked,) = acts(text)
    assert {a.party for a in asked.actors} == {"KE", "UG", "RW"}
    assert {a.party for a in asked.recipients} == {"NO"}


@pytest.mark.parametrize(
    "text",
    [
        "أجرى الرئيس الكيني سلسلة لقاءات شملت نظراءه الأوغندي والرواندي.",
        "أجرى الرئيس الكيني لقاءات مع نظيريه الأوغندي والرواندي.",
        "التقى الرئيس الكيني في روما كلا من نظيريه الأوغندي والرواندي.",
        "أجرى الرئيس الكيني محادثات منفصلة مع نظيريه الأوغندي والرواندي.",
    ],
)
def test_who_meets_each_of_several_meets_them_one_by_one(acts, text):
    assert _told(acts("خبر\n" + text)) == {
        ("CONSULT", "KE+UG", "", "occurred"),
        ("CONSULT", "KE+RW", "", "occurred"),
    }
