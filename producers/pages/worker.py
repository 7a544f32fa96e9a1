"""The process that reads pages for the daemon: ``python -m producers.pages.worker``; see :mod:`producers.worker`.

It also reads robots.txt: strangers write those, and their patterns can take long to match.
"""

from __future__ import annotations

from protego import Protego

from producers.pages.questions import Answer, ExtractQuestion, Question, RobotsQuestion, RobotsVerdict, Told
from producers.pages.results import PageProblem, PageResult, PageText, Why
from producers.worker import run


def answer(question: Question) -> Answer:
    """Return the answer to ``question``; whatever a library raises, there is one."""
    if isinstance(question, RobotsQuestion):
        return _verdict(question)
    try:
        result = _extracted(question)
    except MemoryError:
        result = PageProblem(reason=Why.EXTRACT_LIMIT, detail="needs more memory than a page may")
    except Exception as error:  # noqa: BLE001 - a library's bug must cost this page, not the worker
        result = PageProblem(reason=Why.NO_TEXT, detail=f"{type(error).__name__}: {error}"[:200])
    return Told(text=result) if isinstance(result, PageText) else Told(problem=result)


def _extracted(question: ExtractQuestion) -> PageResult:
    from producers.pages.extract import extract  # noqa: PLC0415 - 0.2 s, and robots.txt needs none of it

    return extract(question)


def _verdict(question: RobotsQuestion) -> RobotsVerdict:
    try:
        rules = Protego.parse(question.robots.decode("utf-8-sig", "replace"))
        rate = rules.request_rate(question.agent)
        delay = max(rules.crawl_delay(question.agent) or 0.0, rate.seconds / rate.requests if rate else 0.0)
        return RobotsVerdict(allowed=rules.can_fetch(question.url, question.agent), delay=delay)
    except Exception:  # noqa: BLE001 - what cannot be understood is taken as a no
        return RobotsVerdict(allowed=False)


if __name__ == "__main__":
    run(Question, answer)  # type: ignore[arg-type]  # as in producers.pages.questions
