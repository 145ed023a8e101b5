"""`python -m srkit`, so that torchrun and accelerate can launch the command."""

import sys

from srkit.cli.main import main

if __name__ == "__main__":
    sys.exit(main())
