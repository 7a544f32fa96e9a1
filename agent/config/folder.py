"""Where the configuration that comes with Rasid lies."""

from __future__ import annotations

from pathlib import Path


def bundled_config() -> Path:
    """Return the folder with the default agent.yaml, feeds, rules, gazetteer and lexicons.

    In a checkout that is ``config/``; in an installed wheel the copy of it inside the package.

    Raises:
        FileNotFoundError: The installation is incomplete.
    """
    package = Path(__file__).resolve().parent.parent
    for folder in (package / "bundled", package.parent / "config"):
        if (folder / "gazetteer").is_dir():
            return folder
    raise FileNotFoundError(f"no configuration beside {package}: reinstall Rasid")
