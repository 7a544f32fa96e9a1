"""Faults in data files, as faults of the configuration."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator

from agent.config.loader import ConfigError


@contextlib.contextmanager
def files_checked() -> Iterator[None]:
    """Turn what the readers of data files raise into ConfigError; each message names its file already."""
    try:
        yield
    except ConfigError:
        raise
    except (ValueError, OSError) as error:
        raise ConfigError(str(error)) from error
