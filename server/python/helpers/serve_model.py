"""Serves one model with MLServer for as long as its standard input is open.

    python serve_model.py FOLDER

FOLDER holds settings.json and model-settings.json, and is removed at the end. Loading the model executes the code in its files: who
starts this has asked before. MLServer runs in a process group of its own, all of which is killed when standard input closes: when
whoever started this ends it, or was killed itself. Lines of JSON on standard output: {"pid"} of MLServer, and {"ended", "failure"}
when it has ended by itself; everything else goes to standard error.
"""

from __future__ import annotations

import sys

from model_serving import child, watch

if __name__ == "__main__":
    if sys.argv[1] == "--child":
        child.serve(sys.argv[2])
    else:
        sys.exit(watch.keep(sys.argv[1], [sys.executable, "-u", __file__, "--child"]))
