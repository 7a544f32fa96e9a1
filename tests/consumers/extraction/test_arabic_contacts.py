"""Meetings, calls, visits and agreements as Arabic newswire words them, and what only sounds like one."""

import pytest

SENTENCES = [
    # who meets is told by the main clause
    ("وخلال لقائه نظيره الكيني في أوسلو، أكد وزير الخارجية النرويجي أهمية الحوار.", {("CONSULT", "NO+KE", "")}),
    ("وعقب محادثاته مع الرئيس الغاني، قال رئيس الوزراء الهندي إن الزيارة ناجحة.", {("CONSULT", "IN+GH", "")}),
    ("وفي اتصال هاتفي مع الرئيس الكوبي، شدد رئيس وزراء كندا على الحوار.", {("CONSULT", "CA+CU", "")}),
    # each of several, ministers of several, of member states
    ("التقى وزراء الدفاع بكل من كينيا وأوغندا ورواندا في نيروبي.", {("CONSULT", "KE+UG+RW", "")}),
    ("عقد وزراء من بيرو وكولومبيا والإكوادور اجتماعا في ليما.", {("CONSULT", "PE+CO+EC", "")}),
    ("اجتمع وزراء دفاع الدول الأعضاء في حلف شمال الأطلسي.", {("CONSULT", "org:nato", "")}),
    ("عقد في أوسلو اجتماع بحضور وزراء الري لدول كينيا وأوغندا ورواندا.", {("CONSULT", "KE+UG+RW", "")}),
    ("اجتماع رباعي في لواندا بمشاركة كينيا وأوغندا ورواندا وأنغولا.", {("CONSULT", "KE+UG+RW+AO", "")}),
    # what I shall do
    ('قال الرئيس البرازيلي: "سألتقي الرئيس الصيني في بكين".', {("CONSULT", "BR+CN", "")}),
    ('قال الرئيس الكيني: "سوف أزور الهند".', {("CONSULT", "KE+IN", "")}),
    # guests, receptions, letters
    ("حل وزير الخارجية الهندي ضيفا على نيبال.", {("CONSULT", "IN+NP", "")}),
    ("كان وزير الخارجية الكيني في استقبال رئيس الوزراء الإثيوبي.", {("CONSULT", "KE+ET", "")}),
    ("استضاف الرئيس الغاني نظيره النيجيري.", {("CONSULT", "GH+NG", "")}),
    ("بعث الرئيس الكيني برسالة إلى نظيره الصيني.", {("CONSULT", "KE+CN", "")}),
    ("يستضيف الرئيس الكيني نظيريه الأوغندي والرواندي في قمة ثلاثية.", {("CONSULT", "KE+UG+RW", "")}),
    # envoys, teams, inspectors, delegations of who announces them
    ("وصل مفتشو منظمة حظر الأسلحة الكيميائية إلى لندن.", {("CONSULT", "org:opcw+GB", "")}),
    ("زار فريق من الأمم المتحدة تشاد.", {("CONSULT", "org:un+TD", "")}),
    ("أعلنت الهند أن وفدا برئاسة وزير العمل سيزور كينيا.", {("CONSULT", "IN+KE", "")}),
    ("قالت الخارجية الكينية إن وزير الخارجية غادر نيروبي متوجها إلى لندن.", {("CONSULT", "KE+GB", "")}),
    ("يعتزم رئيس الوزراء الهندي زيارة النرويج.", {("CONSULT", "IN+NO", "")}),
    ("أجرى مسؤولون من كندا محادثات مع آخرين من كوبا.", {("CONSULT", "CA+CU", "")}),
    # where somebody is to meet whom
    ("توجه وزير الخارجية الهندي إلى باريس للقاء نظيره الفرنسي.", {("CONSULT", "IN+FR", "")}),
    ("عقد اجتماع في أوسلو لوزير الخارجية النرويجي مع نظيره السويدي.", {("CONSULT", "NO+SE", "")}),
    ("جرت مكالمة هاتفية بين النائب العام الكيني، كمال ديالو، ونظيره الهندي.", {("CONSULT", "KE+IN", "")}),
    ("عقدت اللجنة المشتركة الهندية الكينية اجتماعها في نيودلهي.", {("CONSULT", "IN+KE", "")}),
    ("تتوسط النرويج بين الهند وباكستان.", {("CONSULT", "NO+IN+PK", "")}),
    ("يلتقي زعيما كوريا الشمالية والجنوبية يوم الجمعة.", {("CONSULT", "KP+KR", "")}),
    ("انطلقت في الرياض أعمال القمة العربية.", {("CONSULT", "org:arab-league", "")}),
    ("يجتمع وزراء البيئة في كل من كينيا وأوغندا ورواندا في نيروبي.", {("CONSULT", "KE+UG+RW", "")}),
    # agreements
    ("انتهت محادثات الرئيس الكيني مع الرئيس الأوغندي إلى اتفاق.", {("CONSULT", "KE+UG", ""), ("AGREE", "KE+UG", "")}),
    ("اتفق وزراء خارجية مجموعة السبع على موقف موحد.", {("AGREE", "org:g7", "")}),
    # relief, drills
    ("وزع مركز الملك سلمان للإغاثة سلالا غذائية في اليمن.", {("AID", "SA", "YE")}),
    ("انطلقت فعاليات التدريب الجوي الهندي الياباني المشترك.", {("COOPERATE", "IN+JP", "")}),
    # no acts, or those of others
    ("كندا والهند بحاجة إلى التوصل إلى اتفاق.", set()),
    ("قال الرئيس الكيني في مقابلة تلفزيونية إن بلاده آمنة.", set()),
    ("وتأتي زيارة الإمام الأكبر إلى إندونيسيا بعد عام.", set()),
    ("تشمل الجولة كينيا وأوغندا.", set()),
    ("قال الرئيس الكيني إنه يعتقد أن إجراء محادثات مع أوغندا سيكون بلا جدوى.", set()),
    ("قتل خمسة في قصف استهدف اجتماعا لقياديين في اليمن.", set()),
]


def _told(found):
    return {(m.type, "+".join(a.party for a in m.actors), "+".join(a.party for a in m.recipients)) for m in found}


@pytest.mark.parametrize(("text", "told"), SENTENCES)
def test_an_arabic_sentence_tells_its_contacts(acts, text, told):
    assert _told(acts("خبر\n" + text)) == told


def test_a_plan_goes_on(acts):
    found = acts("خبر\nسيزور الرئيس الكيني أوسلو ويلتقي رئيس وزراء السويد.")
    assert {m.status for m in found} == {"planned"}


def test_a_meeting_held_before_a_visit_was_not_its_purpose(acts):
    text = "خبر\nقال وزير الخارجية الهندي خلال زيارة إلى أوسلو، بعد يومين من قمة بين الهند وكندا، إن الحوار مهم."
    assert ("CONSULT", "IN+NO", "") in _told(acts(text))


def test_a_meeting_that_somebody_denies_was_not_held(acts):
    found = acts("خبر\nنفت المتحدثة أن تكون الهند قد بحثت مع كندا ضم الجزيرة.")
    assert [(m.type, m.status) for m in found] == [("CONSULT", "denied")]


def test_what_a_meeting_is_for_is_no_agreement(acts):
    found = acts("خبر\nسيلتقي الرئيس الكيني نظيره الأوغندي من أجل التوصل إلى اتفاق تجاري.")
    assert {(m.type, m.status) for m in found} == {("CONSULT", "planned")}


def test_a_meeting_that_will_be_somewhere_is_planned(acts):
    found = acts("خبر\nقال الرئيس الكيني إن عقد اجتماع مع الرئيس الأوغندي سيكون في أوسلو.")
    assert ("planned", "KE+UG") in {(m.status, "+".join(a.party for a in m.actors)) for m in found}
