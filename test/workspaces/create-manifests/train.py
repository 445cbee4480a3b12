import mlflow
import pandas as pd
from pathlib import Path
from skl2onnx import to_onnx
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score

table = pd.read_csv("data/transactions.csv")
features = table[["amount", "age"]].to_numpy("float32")
model = LogisticRegression().fit(features, table["fraud"])
onnx = to_onnx(model, features, options={"zipmap": False})
Path("model.onnx").write_bytes(onnx.SerializeToString())
with mlflow.start_run():
    mlflow.log_metric("auc", roc_auc_score(table["fraud"], model.predict_proba(features)[:, 1]))
    mlflow.log_artifact("model.onnx")
