"""A run that can be killed: the command line with the fake document function, as a program of its own."""

from __future__ import annotations

import sys

from flow_fakes import use_fake

if __name__ == "__main__":
    use_fake(setattr)
    from flows.cli import main

    sys.argv[0] = "juesuan"
    main()
