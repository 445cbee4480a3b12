import sys

import mlflow
import pandas as pd
from skl2onnx import to_onnx
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import log_loss, roc_auc_score

columns = ["amount", "age"][: int(sys.argv[1])]
table = pd.read_csv("data/transactions.csv")
features = table[columns].to_numpy("float32")
model = LogisticRegression().fit(features, table["fraud"])
probabilities = model.predict_proba(features)[:, 1]
with mlflow.start_run():
    mlflow.log_params({"columns": ",".join(columns), "C": model.C})
    mlflow.log_input(mlflow.data.from_pandas(table, source="data/transactions.csv", name="transactions"), "train")
    mlflow.log_metric("auc", roc_auc_score(table["fraud"], probabilities))
    mlflow.log_metric("loss", log_loss(table["fraud"], probabilities))
    onnx = to_onnx(model, features, options={"zipmap": False})
    mlflow.onnx.log_model(onnx, name="fraud", pip_requirements=[])
