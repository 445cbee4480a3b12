"""MLflow's search language over runs: every entity, comparison and order, pages and refusals."""

import math

from mlflow import MlflowClient
from mlflow.entities import Dataset, DatasetInput, InputTag, Metric, Param, ViewType
from transcript import finish, record, refused

client = MlflowClient()
experiment = client.create_experiment("searched")
other = client.create_experiment("other")
base = 1_700_000_000_000

for index in range(12):
    run = client.create_run(
        experiment if index < 10 else other,
        start_time=base + index // 2,
        run_name=f"run-{index:02d}",
        tags={"parity": "even" if index % 2 == 0 else "odd", "quoted key": f"it's {index}"},
    )
    run_id = run.info.run_id
    metrics = [Metric("loss", 1 / (index + 1), base + index, index)]
    if index == 3:
        metrics.append(Metric("acc", math.nan, base, 0))
    elif index == 4:
        metrics.append(Metric("acc", math.inf, base, 0))
    elif index != 5:
        metrics.append(Metric("acc", index / 10, base, 0))
    if index % 3 == 0:
        metrics.append(Metric("val/f1 score", index / 20, base, 0))
    params = [Param("lr", str(index / 100)), Param("Optimizer", "Adam" if index < 6 else "sgd")]
    client.log_batch(run_id, metrics=metrics, params=params)
    if index in (1, 2):
        dataset = Dataset(f"data-{index}", f"d{index}", "local", "{}")
        client.log_inputs(run_id, [DatasetInput(dataset, [InputTag("mlflow.data.context", "train")])])
    if index < 4:
        client.set_terminated(run_id, "FAILED" if index == 0 else "FINISHED", end_time=base + 1000 + index)
    if index == 9:
        client.delete_run(run_id)


def search(filter_string="", experiments=(experiment,), **query):
    return [r.info.run_name for r in client.search_runs(list(experiments), filter_string, **query)]


filters = [
    "",
    "metrics.loss < 0.2",
    "metrics.loss <= 0.2",
    "metric.loss > 0.2 and metrics.acc >= 0.1",
    "metrics.`val/f1 score` > 0.1",
    'metrics."val/f1 score" >= 0',
    "metrics.acc != 0.1",
    "metrics.acc = 0.1",
    "metrics.loss > -1.5e-3",
    "params.lr = '0.01'",
    "params.lr != '0.01'",
    "param.Optimizer = 'Adam'",
    "params.Optimizer LIKE 'A%'",
    "params.Optimizer LIKE 'a%'",
    "params.Optimizer ILIKE 'a%'",
    "params.Optimizer ILIKE '%D%'",
    "tags.parity = 'even'",
    "tag.parity != 'even'",
    "tags.`quoted key` = \"it's 3\"",
    'tags."quoted key" LIKE "%7"',
    "tags.parity = 'odd' AND metrics.loss < 0.5 AND params.Optimizer = 'Adam'",
    "attributes.status = 'FINISHED'",
    "status = 'FAILED'",
    "attributes.status != 'RUNNING'",
    "attributes.run_name = 'run-03'",
    "run_name LIKE 'run-0%'",
    "attributes.`run name` = 'run-04'",
    "attributes.`Run name` ILIKE 'RUN-04'",
    "tags.mlflow.runName = 'run-02'",
    "tags.`mlflow.runName` LIKE '%5'",
    f"attributes.start_time >= {base + 3}",
    f"start_time = {base}",
    f"attributes.end_time > {base + 1001}",
    "attributes.run_id IN ('nothing')",
    "attributes.artifact_uri LIKE 'mlflow-artifacts%'",
    "datasets.name = 'data-1'",
    "dataset.digest LIKE 'd%'",
    "datasets.context = 'train'",
    "datasets.name IN ('data-2', 'x')",
]
for text in filters:
    record(f"filter {text}", search(text, order_by=["attributes.run_name ASC"]))

orders = [
    ["metrics.loss ASC"],
    ["metrics.loss DESC"],
    ["metrics.acc ASC", "run_name"],
    ["metrics.acc DESC", "run_name"],
    ["metrics.`val/f1 score`", "run_name"],
    ["params.lr DESC", "run_name"],
    ["params.Optimizer", "metrics.loss"],
    ["tags.parity", "attributes.run_name DESC"],
    ["attributes.start_time DESC", "run_name"],
    ["start_time", "attributes.run_name desc"],
    ["attributes.end_time ASC", "run_name ASC"],
    ["status", "run_name"],
    ["Created DESC", "run_name"],
]
for order in orders:
    record(f"order {order}", search(order_by=order))

record("two experiments", search(experiments=(experiment, other), order_by=["run_name"]))
record("no experiments", search(experiments=()))
record("deleted", search(run_view_type=ViewType.DELETED_ONLY))
record("all", search(run_view_type=ViewType.ALL, order_by=["run_name"]))

token, pages = None, []
while True:
    page = client.search_runs([experiment], max_results=4, page_token=token, order_by=["metrics.loss"])
    pages.append([r.info.run_name for r in page])
    token = page.token
    if not token:
        break
record("pages", pages)

refusals = [
    "metrics.loss",
    "metrics.loss < ",
    "metrics.loss < 'word'",
    "params.lr = 0.01",
    "params.lr > '0.01'",
    "tags.parity = even",
    "metrics.loss < 1 OR metrics.acc > 1",
    "nonsense.key = 'x'",
    "attributes.nonsense = 'x'",
    "metrics.loss LIKE 'x'",
    "attributes.start_time = 'x'",
    "params.lr IN ('a', 1)",
    "params.lr IN ('0.01', '0.02')",
]
for text in refusals:
    refused(f"refused {text}", lambda text=text: search(text))
refused("refused order", lambda: search(order_by=["nonsense.key"]))
refused("refused direction", lambda: search(order_by=["metrics.loss SIDEWAYS"]))
refused("too many", lambda: search(max_results=50001))
finish()
