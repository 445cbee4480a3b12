#!/usr/bin/env bash
# Makes a DVC project in the folder $1 and runs two experiments with the dvc of the folder $2.
set -eu
export PATH="$2:$PATH" DVC_NO_ANALYTICS=1
export GIT_AUTHOR_NAME=a GIT_AUTHOR_EMAIL=a@b GIT_COMMITTER_NAME=a GIT_COMMITTER_EMAIL=a@b
cd "$1"
git init -q
git config user.name a
git config user.email a@b
dvc init -q
cat > train.py <<'P'
import json

import yaml
from dvclive import Live

params = yaml.safe_load(open("params.yaml"))
with Live(dir="dvclive", dvcyaml=False, save_dvc_exp=False) as live:
    live.log_params({"epochs": 3})
    for step in range(3):
        live.log_metric("train/loss", 1 / (step + 1) * params["train"]["lr"])
        live.log_metric("acc", step, timestamp=True)
        live.next_step()
    live.summary["final"] = 1.5
json.dump({"auc": {"val": params["train"]["lr"]}}, open("scores.json", "w"))
P
echo 'train: {lr: 0.1, layers: [1,2]}' > params.yaml
cat > dvc.yaml <<'P'
stages:
  train:
    cmd: python train.py
    deps: [train.py]
    params: [train]
    metrics:
    - scores.json
    - dvclive/metrics.json: {cache: false}
P
git add -A
git commit -qm base
dvc exp run -q -n first
dvc exp run -q -n second -S train.lr=0.5
dvc exp show --json
