import json
import re

lr = float(re.search(r"lr: (\S+)", open("params.yaml").read())[1])


def fit(points):
    slope = 0.0
    for _ in range(100):
        slope -= lr * sum(2 * x * (slope * x - y) for x, y in points) / len(points)
        if abs(slope) > 1e6:
            raise ValueError(f"diverged with lr {lr}")
    return slope


rows = [line.split(",") for line in open("train.csv").read().splitlines()[1:]]
points = [(float(x), float(y)) for x, y in rows]
slope = fit(points)
loss = sum((slope * x - y) ** 2 for x, y in points) / len(points)
json.dump({"slope": slope}, open("model.json", "w"))
json.dump({"loss": loss}, open("metrics.json", "w"))
print(f"loss {loss:.4f}")
