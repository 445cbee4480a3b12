"""Reads {"model": FILE, "inputs": [{name, shape, datatype, data}]} from stdin; writes what onnxruntime answers, alike."""
import json
import sys

import numpy as np
import onnxruntime

TYPES = {"FP32": np.float32, "FP64": np.float64, "FP16": np.float16, "INT64": np.int64, "INT32": np.int32, "BOOL": np.bool_}
NAMES = {np.dtype(kind): name for name, kind in TYPES.items()}

asked = json.load(sys.stdin)
session = onnxruntime.InferenceSession(asked["model"], providers=["CPUExecutionProvider"])
feeds = {i["name"]: np.array(i["data"], TYPES[i["datatype"]]).reshape(i["shape"]) for i in asked["inputs"]}
names = [output.name for output in session.get_outputs()]
answers = session.run(names, feeds)
json.dump(
    [
        {"name": name, "shape": list(a.shape), "datatype": NAMES[a.dtype], "data": a.astype(float).ravel().tolist()}
        for name, a in zip(names, answers)
    ],
    sys.stdout,
)
