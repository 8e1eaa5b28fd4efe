"""`python -m handrail` is the command line."""

import sys

from handrail.cli.main import run

sys.exit(run())
