import msgspec

from tests.consumers.resolve.conftest import mention, report

STORY = " ".join(f"word{n} of the long story" for n in range(40))


def relations(desk):
    (event,) = desk.standing
    return [source.relation.value for source in event.sources], event.independent_sources


def further(act):
    return msgspec.structs.replace(act, story=1)


def test_a_further_story_of_a_page_is_a_splice_and_an_outlet_that_says_so(desk):
    desk.read(report("a", mention()))
    desk.read(report("b", further(mention()), at=1))
    desk.read(report("c", mention(), at=2))
    assert relations(desk) == (["original", "splice", "independent"], 3)


def test_the_first_report_with_a_story_of_its_own_is_the_original(desk):
    desk.read(report("a", further(mention())))
    desk.read(report("b", mention(), at=1))
    assert relations(desk) == (["splice", "original"], 2)


def test_a_splice_of_another_outlets_text_is_a_copy(desk):
    desk.read(report("a", mention(), text=STORY))
    desk.read(report("b", further(mention()), at=1, text=STORY))
    assert relations(desk) == (["original", "copy"], 1)


def test_the_story_of_the_title_is_none(desk):
    acts = [mention(), further(mention(by=("FR", "DE"), number=1))]
    desk.read(report("a", *acts))
    told = {tuple(sorted(e.parties)): e.sources[0].relation.value for e in desk.standing}
    assert told == {("EG", "RU"): "original", ("DE", "FR"): "splice"}


def test_a_paragraph_that_an_outlet_uses_again_in_another_story_is_no_report_of_its_own(desk):
    told = "The two ministers met in Cairo on Monday and agreed to meet again soon."
    background = " ".join(f"line {n} of the background" for n in range(8))
    news = [" ".join(f"{word} {n}" for n in range(45)) for word in ("storm", "harvest")]
    for n, outlet in enumerate(("One", "One")):
        text = f"{news[n]}. {told} {background}."
        desk.read(report(f"a{n}", mention(sentence=told), outlet=outlet, at=n, text=text))
    assert relations(desk) == (["original", "update"], 1)
