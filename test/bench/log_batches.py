"""Batches of a thousand metric values through the unmodified client; prints rows a second."""

import time

from mlflow import MlflowClient
from mlflow.entities import Metric

client = MlflowClient()
run_id = client.create_run("0").info.run_id
batches = [
    [Metric(f"metric-{row % 10}", row / 7, 1_700_000_000_000 + batch * 100 + row // 10, batch * 100 + row // 10) for row in range(1000)]
    for batch in range(22)
]
for batch in batches[:2]:
    client.log_batch(run_id, metrics=batch)
started = time.perf_counter()
for batch in batches[2:]:
    client.log_batch(run_id, metrics=batch)
print(20 * 1000 / (time.perf_counter() - started))
