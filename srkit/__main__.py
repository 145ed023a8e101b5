"""`python -m srkit`, and what the installed `srkit` starts; Ctrl-C is quiet from the first."""

import sys


def run() -> int:
    """Run the command line and return its exit status."""
    try:
        from srkit.cli.main import main

        return main()
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(run())
