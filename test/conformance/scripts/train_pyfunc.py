"""Trains scikit-learn's classifier on made-up rows, and logs it as MLflow does: version 1 of `fraud`. Writes rows and what scikit-learn
says of them into `expected.json`, and the same estimator into a run's artifacts as a pickle: version 1 of `fraud-pickle`."""

import json
import pickle

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
