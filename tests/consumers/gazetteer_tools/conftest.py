import json
import shutil
from pathlib import Path

import pytest

from agent.config.folder import bundled_config
from consumers.gazetteer.refresh.collect import Sources

HERE = Path(__file__).parent


def answer_to(query):
    """The recorded answer to one of the four queries, told by what it asks for."""
    if "?position { wd:" in query:
        name = "holders"
    elif "?item { wd:" in query:
        name = "labels"
    else:
        name = "heads" if "p:P35" in query else "positions"
    return (HERE / "wikidata" / f"{name}.json").read_bytes()


@pytest.fixture
def recorded():
    return lambda query: json.loads(answer_to(query))


@pytest.fixture
def gazetteer_folder(tmp_path):
    """A copy of a small gazetteer that is in order."""
    return Path(shutil.copytree(HERE / "gazetteer", tmp_path / "gazetteer"))


@pytest.fixture
def sources():
    """The bundled queries, without the table of positions, so that only the recorded ones count."""
    return Sources(Sources.read(bundled_config() / "gazetteer" / "sources").queries, ())


@pytest.fixture
def answer():
    return answer_to
