"""Measure a registered version of the model on digits that training never sees.

`slipway gate digits` runs this for each version: it says where the version's model and the data lie. By hand:
SLIPWAY_MODEL=model.onnx python evaluate.py
"""

import json
import os

import numpy as np
import onnxruntime
import pandas as pd
from sklearn.metrics import accuracy_score, f1_score, log_loss

data = os.environ.get("SLIPWAY_EVALUATION_DATA", "data/digits-test.csv")
table = pd.read_csv(data)
digits = table.pop("digit").to_numpy()

session = onnxruntime.InferenceSession(os.environ["SLIPWAY_MODEL"])
labels, probabilities = session.run(
    ["label", "probabilities"], {session.get_inputs()[0].name: table.to_numpy(np.float32)}
)
metrics = {
    "accuracy": accuracy_score(digits, labels),
    "f1_macro": f1_score(digits, labels, average="macro"),
    "loss": log_loss(digits, probabilities),
}
with open("metrics.json", "w") as file:
    json.dump(metrics, file, indent=2)
print(metrics)
