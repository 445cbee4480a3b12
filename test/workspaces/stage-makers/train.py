import argparse
import json
from pathlib import Path

import joblib
import pandas
from sklearn.linear_model import LogisticRegression

from features import clean

parser = argparse.ArgumentParser()
parser.add_argument("--data")
parser.add_argument("--C", type=float)
parser.add_argument("--max-iter", type=int)
options = parser.parse_args()

frame = clean(pandas.read_csv(options.data))
inputs, target = frame.drop(columns="target"), frame["target"]
model = LogisticRegression(C=options.C, max_iter=options.max_iter).fit(inputs, target)

Path("models").mkdir(exist_ok=True)
joblib.dump(model, "models/iris.joblib")
with open("metrics.json", "w") as file:
    json.dump({"accuracy": model.score(inputs, target)}, file)
