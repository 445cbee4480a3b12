import os

import mlflow
import onnxruntime
import pandas as pd
from sklearn.metrics import log_loss, roc_auc_score

session = onnxruntime.InferenceSession(os.environ["SLIPWAY_MODEL"])
[features] = session.get_inputs()
table = pd.read_csv(os.environ["SLIPWAY_EVALUATION_DATA"])
rows = table[["amount", "age"][: features.shape[1]]].to_numpy("float32")
probabilities = session.run(["probabilities"], {features.name: rows})[0][:, 1]
with mlflow.start_run():
    mlflow.log_metric("auc", roc_auc_score(table["fraud"], probabilities))
    mlflow.log_metric("loss", log_loss(table["fraud"], probabilities))
