"""Reads YAML texts, as a JSON list, from standard input; prints what Python's json and DVC's YAML writer make of each."""

import json
import sys

from dvc.utils.serialize import dumps_yaml, loads_yaml

values = [loads_yaml(text) for text in json.load(sys.stdin)]
print(json.dumps([[json.dumps(value, sort_keys=True), dumps_yaml(value)] for value in values]))
