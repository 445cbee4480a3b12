"""Trains scikit-learn's classifier on made-up rows, and logs it as MLflow does: version 1 of `fraud`. Writes rows and what scikit-learn
says of them into `expected.json`, and the same estimator into a run's artifacts as a pickle: version 1 of `fraud-pickle`. Of `broken`
version 1 needs a module that is gone, version 2 gives something else than its signature says, version 3 has no signature, and version 4
ends its process when it is asked."""

import importlib
import json
import os
import pickle
import sys

import mlflow
import numpy as np
import pandas as pd
from mlflow.models import infer_signature
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

random = np.random.default_rng(7)
table = pd.DataFrame({"amount": random.normal(size=300), "age": random.integers(18, 90, 300)})
label = (table["amount"] * 2 + table["age"] / 40 > 1.5).astype("int64")
model = make_pipeline(StandardScaler(), LogisticRegression()).fit(table, label)
on_numbers = LogisticRegression().fit(table.to_numpy(), label)

with mlflow.start_run(run_name="trained") as run:
    signature = infer_signature(table, model.predict(table))
    mlflow.sklearn.log_model(model, name="model", signature=signature, registered_model_name="fraud")
    with open("model.pkl", "wb") as file:
        pickle.dump(on_numbers, file)
    mlflow.log_artifact("model.pkl", "pickled")
client = mlflow.MlflowClient()
client.create_registered_model("fraud-pickle")
client.create_model_version("fraud-pickle", f"{run.info.artifact_uri}/pickled", run.info.run_id)



class Answers(mlflow.pyfunc.PythonModel):
    """What is said of each row."""

    def __init__(self, answer):
        self.answer = answer

    def predict(self, context, model_input, params=None):
        if self.answer is None:
            os._exit(3)
        return np.array([self.answer] * len(model_input))


with open("vanished.py", "w") as file:
    file.write("class Rule:\n    pass\n")
sys.path.insert(0, os.getcwd())
rule = importlib.import_module("vanished").Rule()
for answer, signed in [(rule, signature), (0.5, signature), (1, None), (None, signature)]:
    mlflow.pyfunc.log_model(
        name="model", python_model=Answers(answer), signature=signed, registered_model_name="broken"
    )
os.remove("vanished.py")

rows = table.head(20)
rows.to_csv("rows.csv", index=False)
with open("expected.json", "w") as file:
    json.dump(
        {
            "amount": rows["amount"].tolist(),
            "age": rows["age"].tolist(),
            "labels": model.predict(rows).tolist(),
            "probabilities": on_numbers.predict_proba(rows.to_numpy()).tolist(),
        },
        file,
    )
