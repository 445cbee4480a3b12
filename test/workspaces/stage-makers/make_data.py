from pathlib import Path

from sklearn.datasets import load_iris

Path("data").mkdir(exist_ok=True)
load_iris(as_frame=True).frame.to_csv("data/iris.csv", index=False)
