"""Reads the configuration: defaults, then one YAML file, then the environment, then flags."""

from __future__ import annotations

import difflib
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from agent.config.folder import bundled_config
from agent.config.options import BY_NAME, OPTIONS, Option

ENV_PREFIX = "RASID_"
_NOT_OPTIONS = frozenset({"RASID_CONFIG"})
MASK = "********"


class ConfigError(ValueError):
    """The configuration is wrong; the message has one line per fault, with its place and its mend."""


@dataclass(frozen=True, slots=True)
class Setting:
    """The effective value of one option, and where it came from."""

    value: Any
    written: Any
    """As it was given, for showing."""
    origin: str


@dataclass(frozen=True, slots=True)
class Config:
    """The effective configuration."""

    settings: Mapping[str, Setting]
    file: Path | None = None
    folder: Path = field(default_factory=Path)
    """Where relative paths in the file start."""

    def __getitem__(self, name: str) -> Any:
        """Return the value of option ``name``, e.g. ``http.port``."""
        return self.settings[name].value

    def data_file(self, name: str) -> Path:
        """Return the file that option ``name`` (of section ``files``) leads to.

        A relative path starts at the folder of agent.yaml; if nothing is there and the option was left at its
        default, the one that comes with Rasid is meant.
        """
        setting = self.settings[name]
        path: Path = setting.value
        if path.is_absolute():
            return path
        beside = self.folder / path
        if setting.origin == "default" and not beside.exists():
            return bundled_config() / path
        return beside

    def knowledge(self) -> Path:
        """Return the folder with gazetteer, lexicons and ontology; left at its default, the one that comes along.

        Raises:
            ConfigError: The folder that was named has no gazetteer in it.
        """
        setting = self.settings["files.knowledge"]
        folder: Path = self.folder / setting.value
        if (folder / "gazetteer").is_dir():
            return folder
        if setting.origin == "default":
            return bundled_config()
        raise ConfigError(f"{setting.origin}: files.knowledge: {folder} has no folder `gazetteer` in it")

    def shown(self) -> Iterator[tuple[Option, Any, str]]:
        """Yield every option with its value as written and its origin; secrets that are set are masked."""
        for option in OPTIONS:
            setting = self.settings[option.name]
            masked = option.secret and setting.written not in {"", None}
            yield option, MASK if masked else setting.written, setting.origin


def load(
    file: Path | None = None,
    *,
    environment: Mapping[str, str] | None = None,
    flags: Mapping[str, Any] | None = None,
) -> Config:
    """Return the configuration.

    Args:
        file: agent.yaml; None for defaults only.
        environment: Variables such as ``RASID_HTTP__PORT`` (default: the process's).
        flags: Option name -> value from the command line; None values do not count.

    Raises:
        ConfigError: Anything is wrong; every fault is named.
    """
    faults: list[str] = []
    settings = {option.name: _setting(option, option.default, "default", faults) for option in OPTIONS}
    if file is not None:
        for name, value, origin in _read(file, faults):
            settings[name] = _setting(BY_NAME[name], value, origin, faults)
    for name, value, origin in _from_environment(os.environ if environment is None else environment, faults):
        settings[name] = _setting(BY_NAME[name], value, origin, faults)
    for name, value in (flags or {}).items():
        if value is not None:
            settings[name] = _setting(BY_NAME[name], value, "command line", faults)
    if faults:
        raise ConfigError("\n".join(faults))
    folder = bundled_config() if file is None else file.resolve().parent
    return Config(settings, file, folder)


def _setting(option: Option, written: Any, origin: str, faults: list[str]) -> Setting:
    try:
        return Setting(option.parse(written), written, origin)
    except ValueError as error:
        shown = MASK if option.secret else repr(written)
        faults.append(f"{origin}: {option.name}: {error}, not {shown}")
        return Setting(None, written, origin)


def _read(file: Path, faults: list[str]) -> Iterator[tuple[str, Any, str]]:
    try:
        text = file.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise ConfigError(f"{file}: {error.strerror}; `rasid config dump` prints a file to start from") from error
    except UnicodeDecodeError as error:
        raise ConfigError(f"{file}: not UTF-8 at byte {error.start}: save it as UTF-8") from error
    try:
        loader = yaml.SafeLoader(text)
        try:
            root = loader.get_single_node()
            if root is None:
                return
            yield from _flatten(file, loader, root, faults)
        finally:
            loader.dispose()
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        place = f":{mark.line + 1}" if mark else ""
        raise ConfigError(f"{file}{place}: not valid YAML: {error.problem or error.context}") from error
    except yaml.YAMLError as error:
        raise ConfigError(f"{file}: not valid YAML: {error}") from error


def _flatten(file: Path, loader: yaml.SafeLoader, root: yaml.Node, faults: list[str]) -> Iterator[tuple[str, Any, str]]:
    if not isinstance(root, yaml.MappingNode):
        raise ConfigError(f"{file}:1: expected sections such as `http:`, found something else")
    sections = {option.name.partition(".")[0] for option in OPTIONS}
    for key_node, section_node in root.value:
        section = str(key_node.value)
        line = key_node.start_mark.line + 1
        if section not in sections:
            faults.append(f"{file}:{line}: unknown section `{section}`{_nearest(section, sections)}")
            continue
        if isinstance(section_node, yaml.ScalarNode) and not section_node.value:
            continue  # a section whose every line is commented out
        if not isinstance(section_node, yaml.MappingNode):
            faults.append(f"{file}:{line}: `{section}` is a section: put its options on indented lines below it")
            continue
        for option_node, value_node in section_node.value:
            name = f"{section}.{option_node.value}"
            line = option_node.start_mark.line + 1
            if name not in BY_NAME:
                faults.append(f"{file}:{line}: unknown option `{name}`{_nearest(name, BY_NAME)}")
                continue
            yield name, loader.construct_object(value_node, deep=True), f"{file}:{line}"


def _from_environment(environment: Mapping[str, str], faults: list[str]) -> Iterator[tuple[str, Any, str]]:
    for variable, value in sorted(environment.items()):
        if not variable.startswith(ENV_PREFIX) or variable in _NOT_OPTIONS or "__" not in variable:
            continue
        name = variable.removeprefix(ENV_PREFIX).lower().replace("__", ".")
        if name not in BY_NAME:
            close = difflib.get_close_matches(name, BY_NAME, n=1)
            hint = f"; did you mean {ENV_PREFIX}{close[0].upper().replace('.', '__')}?" if close else ""
            faults.append(f"environment: unknown option {variable}{hint}")
            continue
        yield name, value, f"environment {variable}"


def _nearest(word: str, known: Mapping[str, Any] | set[str]) -> str:
    close = difflib.get_close_matches(word, list(known), n=1, cutoff=0.5)
    return f"; did you mean `{close[0]}`?" if close else "; `rasid config schema` lists what there is"
