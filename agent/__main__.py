"""`python -m agent` and the `rasid` script."""

from __future__ import annotations

import sys


def main() -> None:
    """Run the command line and exit with its code."""
    from agent.cli import main as command_line  # noqa: PLC0415 - keeps `import agent` free of everything

    sys.exit(command_line())


if __name__ == "__main__":
    main()
