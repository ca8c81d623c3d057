"""Entry point of ``python3 -m host``."""

import sys

from host.cli import main

sys.exit(main())
