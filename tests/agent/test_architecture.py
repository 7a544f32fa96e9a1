"""The layout's promises: who may import whom, and what is imported in one place only."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PACKAGES = ("agent", "consumers", "producers")


def imports_of(path):
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module


SOURCES = {path: set(imports_of(path)) for package in PACKAGES for path in (ROOT / package).rglob("*.py")}


def importing(*roots):
    return sorted(
        str(path.relative_to(ROOT)) for path, names in SOURCES.items() if any(n.split(".")[0] in roots for n in names)
    )


def test_only_the_assembly_brings_the_packages_together():
    for path, names in SOURCES.items():
        package = path.relative_to(ROOT).parts[0]
        others = {n.split(".")[0] for n in names} & (set(PACKAGES) - {package})
        allowed = {"agent"} if package != "agent" else set()
        if path.parent == ROOT / "agent/assembly":
            allowed = set(PACKAGES)
        assert others <= allowed, f"{path.relative_to(ROOT)} imports {others - allowed}"


@pytest.mark.parametrize("library", ["aiokafka", "httpx", "feedparser", "camel_tools", "trafilatura", "protego"])
def test_a_library_is_imported_in_one_module(library):
    assert len(importing(library)) == 1, importing(library)


def test_aiokafka_stays_within_the_kafka_log():
    assert all(name.startswith("agent/log/kafka") for name in importing("aiokafka"))


def test_modules_stay_small():
    lengths = {str(p.relative_to(ROOT)): len(p.read_text(encoding="utf-8").splitlines()) for p in SOURCES}
    assert not {name: n for name, n in lengths.items() if n > 500}
