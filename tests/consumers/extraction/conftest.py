from datetime import UTC, datetime

import pytest

from agent.records import Article
from consumers.extraction import Extractor


@pytest.fixture(scope="session")
def extractor():
    return Extractor.load()


@pytest.fixture
def acts(extractor):
    """Extract from a snippet (first line: title) and return (type, mode, status, actors, recipients) of each act."""

    def extract(text, *, published="2025-05-21", language="ar"):
        title, _, body = text.partition("\n")
        article = Article(
            article_id="a",
            source="s",
            title=title,
            text=body,
            language=language,
            published=datetime.fromisoformat(published).replace(tzinfo=UTC),
        )
        return extractor.extract(article).mentions

    return extract
