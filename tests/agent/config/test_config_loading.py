from contextlib import suppress
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.config.folder import bundled_config
from agent.config.loader import MASK, ConfigError, load
from agent.config.options import OPTIONS
from agent.config.values import DURATION, SIZE


def write(tmp_path, text):
    path = tmp_path / "agent.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def faults(tmp_path, text, **more):
    with pytest.raises(ConfigError) as caught:
        load(write(tmp_path, text), environment=more.get("environment", {}), flags=more.get("flags"))
    return str(caught.value).splitlines()


def test_defaults_alone_are_in_order():
    config = load(environment={})
    assert config["http.port"] == 8710
    assert config["retention.articles"] == timedelta(days=7)
    assert {setting.origin for setting in config.settings.values()} == {"default"}


def test_file_then_environment_then_flags(tmp_path):
    path = write(tmp_path, "http:\n  port: 1\n  host: 0.0.0.0\nlogging:\n  level: debug\n")
    config = load(path, environment={"RASID_HTTP__PORT": "2", "RASID_LOGGING__LEVEL": "error", "HOME": "/x"},
                  flags={"logging.level": "warning", "http.host": None})
    assert config["http.port"] == 2
    assert config["logging.level"] == "warning"
    assert config["http.host"] == "0.0.0.0"
    assert config.settings["http.host"].origin.endswith("agent.yaml:3")
    assert config.settings["http.port"].origin == "environment RASID_HTTP__PORT"
    assert config.settings["logging.level"].origin == "command line"


def test_every_fault_is_named_with_its_line_and_the_nearest_key(tmp_path):
    first, second, third, fourth = faults(
        tmp_path, "htp:\n  port: 1\nhttp:\n  prot: 1\n  port: lots\npoll:\n  timeout: 20\n"
    )
    assert first.endswith("agent.yaml:1: unknown section `htp`; did you mean `http`?")
    assert second.endswith("agent.yaml:4: unknown option `http.prot`; did you mean `http.port`?")
    assert third.endswith("agent.yaml:5: http.port: expected a whole number from 0 to 65535, not 'lots'")
    assert "agent.yaml:7: poll.timeout: expected a duration with its unit" in fourth


def test_an_unknown_environment_variable_is_a_fault(tmp_path):
    (line,) = faults(tmp_path, "", environment={"RASID_HTTP__PROT": "1"})
    assert line == "environment: unknown option RASID_HTTP__PROT; did you mean RASID_HTTP__PORT?"


@pytest.mark.parametrize(("text", "part"), [
    ("http: [1, 2", "agent.yaml:1: not valid YAML"),
    ("- a\n- b\n", "agent.yaml:1: expected sections"),
    ("http: 3\n", "agent.yaml:1: `http` is a section"),
    ("a: !!python/object:os.system {}\n", "unknown section `a`"),
    ("http:\n\tport: 1\n", "not valid YAML"),
])
def test_broken_yaml_is_one_clear_line(tmp_path, text, part):
    assert part in faults(tmp_path, text)[0]


def test_a_file_in_another_charset_or_none_is_named(tmp_path):
    path = tmp_path / "agent.yaml"
    path.write_bytes("http:\n  host: \u0639".encode("windows-1256"))
    with pytest.raises(ConfigError, match="not UTF-8 at byte"):
        load(path, environment={})
    with pytest.raises(ConfigError, match="No such file"):
        load(tmp_path / "absent.yaml", environment={})


def test_an_empty_file_and_commented_sections_are_fine(tmp_path):
    assert load(write(tmp_path, ""), environment={})["http.port"] == 8710
    assert load(write(tmp_path, "http:\n  # port: 1\npoll:\n  timeout: 5s\n"), environment={})["poll.timeout"]


def test_secrets_are_masked_wherever_they_are_shown(tmp_path):
    config = load(write(tmp_path, "poll:\n  proxy: http://user:word@proxy:1\n"), environment={})
    shown = {option.name: written for option, written, _ in config.shown()}
    assert shown["poll.proxy"] == MASK
    assert config["poll.proxy"] == "http://user:word@proxy:1"


def test_data_files_start_at_the_file_and_fall_back_to_the_bundled_ones(tmp_path):
    path = write(tmp_path, "files:\n  rules: mine.yaml\n")
    config = load(path, environment={})
    assert config.data_file("files.rules") == tmp_path / "mine.yaml"
    assert config.data_file("files.feeds") == bundled_config() / "feeds.yaml"
    (tmp_path / "feeds.yaml").write_text("")
    assert config.data_file("files.feeds") == tmp_path / "feeds.yaml"
    assert config.knowledge() == bundled_config()
    with pytest.raises(ConfigError, match="no folder `gazetteer`"):
        load(path, environment={}, flags={"files.knowledge": str(tmp_path)}).knowledge()


def test_the_shipped_agent_yaml_says_what_the_defaults_say():
    shipped = load(bundled_config() / "agent.yaml", environment={})
    assert {name: s.value for name, s in shipped.settings.items()} == {
        name: s.value for name, s in load(environment={}).settings.items()
    }


def test_every_option_is_in_the_docs_and_in_the_shipped_file():
    text = (Path(__file__).parents[3] / "docs/configuration.md").read_text(encoding="utf-8")
    shipped = (bundled_config() / "agent.yaml").read_text(encoding="utf-8")
    for option in OPTIONS:
        assert f"`{option.name}`" in text, option.name
        assert f" {option.name.partition('.')[2]}:" in shipped, option.name


@given(st.integers(0, 10**6), st.sampled_from([("ms", 0.001), ("s", 1), ("m", 60), ("h", 3600), ("d", 86400)]))
def test_durations(number, unit):
    assert DURATION.parse(f"{number}{unit[0]}") == timedelta(seconds=number * unit[1])


@given(st.text())
def test_no_text_breaks_a_parser(text):
    for option in OPTIONS:
        with suppress(ValueError):
            option.parse(text)


def test_sizes():
    assert SIZE.parse("15MiB") == 15 * 1024 * 1024
    assert SIZE.parse("500KB") == 500_000
    assert SIZE.parse(2048) == 2048
