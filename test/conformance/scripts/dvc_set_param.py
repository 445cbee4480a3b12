"""For each [file name, text, override] of the JSON file named first: the values that DVC's --set-param makes of it."""

import json
import sys
import tempfile
from pathlib import Path

from dvc.fs import localfs
from dvc.utils.hydra import apply_overrides
from dvc.utils.serialize import load_path


def answer(folder, name, text, override):
    path = Path(folder) / name
    path.write_text(text, encoding="utf-8")
    try:
        apply_overrides(path, [override])
        return json.dumps(load_path(str(path), localfs), sort_keys=True)
    except Exception as error:
        return {"error": type(error).__name__}


cases = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
with tempfile.TemporaryDirectory() as folder:
    print(json.dumps([answer(folder, *case) for case in cases]))
