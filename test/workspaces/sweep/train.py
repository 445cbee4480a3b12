import json
import math
import re

text = open("params.yaml").read()
params = dict(re.findall(r"^  (\w+): *(\S+)$", text, re.M))
lr, depth = float(params["lr"]), int(params["depth"])
if depth == 9:
    raise SystemExit("a tree of depth 9 does not fit into memory")
loss = (math.log10(lr) + 2) ** 2 + 0.05 * abs(depth - 5) + (0.1 if params["kind"] == "net" else 0)
with open("metrics.json", "w") as file:
    json.dump({"loss": loss}, file)
with open("model.txt", "w") as file:
    file.write(f"{lr} {depth} {params['kind']}")
