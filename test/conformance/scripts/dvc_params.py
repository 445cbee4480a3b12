"""Writes, into the file named first, the values that DVC reads of each params file named after it, as JSON texts."""

import json
import sys

from dvc.fs import localfs
from dvc.utils.serialize import load_path


def is_locked(value):
    """What dvc.lock has a word for."""
    if isinstance(value, dict):
        return all(is_locked(item) for item in value.values())
    if isinstance(value, (list, tuple)):
        return all(is_locked(item) for item in value)
    return value is None or isinstance(value, (bool, int, float, str))


def read(file):
    try:
        values = load_path(file, localfs)
    except Exception as error:
        return {"error": type(error).__name__}
    if isinstance(values, dict):
        values = {key: value for key, value in values.items() if is_locked(value)}
    return json.dumps(values)


answers = [read(file) for file in sys.argv[2:]]
with open(sys.argv[1], "w", encoding="utf-8") as file:
    json.dump(answers, file)
