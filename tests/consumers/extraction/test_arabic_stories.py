"""Who is meant further on in a story, after a first sentence has told who met."""

import pytest

MET = (
    "عبد العاطي يلتقي فيدان في أنقرة\n"
    "التقى وزير الخارجية المصري بدر عبد العاطي نظيره التركي هاكان فيدان في أنقرة أمس.\n"
)


@pytest.mark.parametrize(
    ("text", "kind", "actors", "recipients"),
    [
        ("وأكد الوزيران دعمهما لوحدة سوريا وسيادتها.", "SUPPORT", "EG TR", "SY"),
        ("وجددا دعمهما لوحدة السودان.", "SUPPORT", "EG TR", "SD"),
        ("كما أدانا القصف الإسرائيلي على غزة.", "ACCUSE", "EG TR", "IL"),
        ("ودعا الوزيران إسرائيل إلى فتح المعابر.", "REQUEST", "EG TR", "IL"),
        ("ورحب الجانبان بالوساطة القطرية.", "SUPPORT", "EG TR", "QA"),
        ("من جهته، انتقد عبد العاطي الموقف الإسرائيلي.", "ACCUSE", "EG", "IL"),
        ("ومن جانبه، أشاد الوزير التركي بدور مصر في الوساطة.", "SUPPORT", "TR", "EG"),
        ("بدوره، أعرب فيدان عن تقديره لدور القاهرة.", "SUPPORT", "TR", "EG"),
        ("ووجه الوزير المصري الدعوة إلى نظيره التركي لزيارة القاهرة.", "REQUEST", "EG", "TR"),
        ("وشدد على رفض مصر لأي مخططات إسرائيلية لتهجير الفلسطينيين.", "REJECT", "EG", "IL"),
        ("كما أجرى عبد العاطي اتصالا هاتفيا مع رئيس الوزراء القطري.", "CONSULT", "EG QA", ""),
        ("ومن المقرر أن يتوجه عبد العاطي غدا إلى بيروت.", "CONSULT", "EG LB", ""),
        ("وكان فيدان قد زار دمشق الأسبوع الماضي.", "CONSULT", "SY TR", ""),
        ("ووقع الوزيران اتفاقية للتعاون الاقتصادي.", "SUPPORT", "EG TR", ""),
    ],
)
def test_who_acts_is_known_from_what_was_told(acts, text, kind, actors, recipients):
    told = [
        (" ".join(sorted({a.party for a in m.actors})), " ".join(sorted({a.party for a in m.recipients})))
        for m in acts(MET + text) if m.type == kind
    ]
    assert (actors, recipients) in told
