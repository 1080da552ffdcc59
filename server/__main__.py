"""`python -m server` is `kouan`."""

import sys

from server.cli import main

sys.exit(main())
