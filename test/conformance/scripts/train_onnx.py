"""Trains the example's kind of classifier and converts it to ONNX with its probabilities as a tensor: train_onnx.py FILE"""
import sys

from skl2onnx import to_onnx
from sklearn.datasets import load_breast_cancer
from sklearn.ensemble import RandomForestClassifier

data = load_breast_cancer()
model = RandomForestClassifier(n_estimators=30, random_state=0).fit(data.data.astype("float32"), data.target)
exported = to_onnx(model, data.data[:1].astype("float32"), options={"zipmap": False}, target_opset=17)
open(sys.argv[1], "wb").write(exported.SerializeToString())
