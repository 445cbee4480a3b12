"""Runs at the start of every Python process of an execution (first on PYTHONPATH).

Records which files of the workspace the program reads and writes, and what a person should be told
about it, then runs the user's own sitecustomize as if this one were not there. It must never break
the program: every failure here is silent, and old Pythons (the syntax of this file is Python 2's)
only get the chaining.
"""

import os
import sys


def _start_tracking():
    if sys.version_info < (3, 8):
        return
    from _slipway import start

    start(os.environ)


def _chain(own_folder):
    """Imports the next `sitecustomize` on sys.path in the place of this one."""
    from importlib.machinery import PathFinder

    rest = [p for p in sys.path if os.path.abspath(p) != own_folder]
    spec = PathFinder.find_spec("sitecustomize", rest)
    if spec is None or spec.loader is None:
        return
    from importlib.util import module_from_spec

    module = module_from_spec(spec)
    sys.modules["sitecustomize"] = module
    spec.loader.exec_module(module)


try:
    if os.environ.get("SLIPWAY_EXECUTION_DIR"):
        _start_tracking()
except Exception:
    pass

if sys.version_info >= (3, 5):
    _chain(os.path.dirname(os.path.abspath(__file__)))
