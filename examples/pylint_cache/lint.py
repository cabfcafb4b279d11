"""Lints the files named on the command line, as ``pylint FILES`` does."""

import sys

from pylint.lint import Run

Run(sys.argv[1:], do_exit=False)
