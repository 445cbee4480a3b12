"""Experiments, runs, params, metrics, tags and inputs through MlflowClient, refusals included."""

import math

from mlflow import MlflowClient
from mlflow.entities import Dataset, DatasetInput, InputTag, Metric, Param, RunTag, ViewType
from transcript import experiment_view, finish, record, refused, run_view

client = MlflowClient()

# Experiments.
record("default experiment", experiment_view(client.get_experiment("0")))
first = client.create_experiment("first", tags={"team": "vision", "stage": "a"})
second = client.create_experiment("second/with slash")
record("created", experiment_view(client.get_experiment(first)))
record("by name", experiment_view(client.get_experiment_by_name("second/with slash")))
record("no such name", client.get_experiment_by_name("nowhere"))
refused("experiment twice", lambda: client.create_experiment("first"))
refused("experiment without name", lambda: client.create_experiment(""))
refused("experiment of a long name", lambda: client.create_experiment("x" * 501))
refused("no such experiment", lambda: client.get_experiment("987654"))
client.rename_experiment(second, "renamed")
client.set_experiment_tag(second, "k", "v")
client.set_experiment_tag(second, "k", "w")
record("renamed", experiment_view(client.get_experiment(second)))
refused("renamed to a taken name", lambda: client.rename_experiment(second, "first"))
client.delete_experiment(second)
record("deleted", experiment_view(client.get_experiment(second)))
refused("deleted name is taken", lambda: client.create_experiment("renamed"))
refused("deleted twice", lambda: client.delete_experiment(second))
refused("run in a deleted experiment", lambda: client.create_run(second))
client.restore_experiment(second)
refused("restored twice", lambda: client.restore_experiment(second))


def names(**query):
    return [e.name for e in client.search_experiments(**query)]


record("search all", sorted(names()))
record("search by name", names(filter_string="name = 'first'"))
record("search LIKE", names(filter_string="name LIKE 'fir%'"))
record("search ILIKE", names(filter_string="name ILIKE 'FIR%'"))
record("search by tag", names(filter_string="tags.team = 'vision'"))
record("search by tags", names(filter_string="tags.team = 'vision' AND tags.`stage` != 'b'"))
record("search ordered", names(order_by=["name DESC"]))
record("search deleted", names(view_type=ViewType.DELETED_ONLY))
page = client.search_experiments(max_results=2, order_by=["name ASC"])
record("page 1", [e.name for e in page])
record("page 2", [e.name for e in client.search_experiments(max_results=2, order_by=["name ASC"], page_token=page.token)])
refused("search by nonsense", lambda: client.search_experiments(filter_string="nonsense = 'x'"))
refused("search too many", lambda: client.search_experiments(max_results=50001))

# Runs.
run = client.create_run(first, start_time=1_700_000_000_000, tags={"a": "1", "mlflow.user": "ada"}, run_name="walk")
run_id = run.info.run_id
record("run created", run_view(run))
unnamed = client.create_run(first)
record("unnamed run is named", unnamed.info.run_name != "" and unnamed.data.tags["mlflow.runName"] == unnamed.info.run_name)
refused("two names", lambda: client.create_run(first, run_name="x", tags={"mlflow.runName": "y"}))
refused("run in no experiment", lambda: client.create_run("987654"))
refused("no such run", lambda: client.get_run("0" * 32))
client.log_param(run_id, "lr", 0.1)
client.log_param(run_id, "lr", 0.1)
refused("param changed", lambda: client.log_param(run_id, "lr", 0.2))
refused("param of a bad name", lambda: client.log_param(run_id, "bad\nname", 1))
refused("param that is a path", lambda: client.log_param(run_id, "../up", 1))
refused("param of a long name", lambda: client.log_param(run_id, "k" * 251, 1))
client.log_param(run_id, "long", "v" * 6000)
client.log_param(run_id, "unicode/ключ", "значение 🚀")
for step, value in enumerate([0.5, 0.25, 0.75]):
    client.log_metric(run_id, "loss", value, timestamp=1_700_000_000_000 + step, step=step)
client.log_metric(run_id, "loss", 0.75, timestamp=1_700_000_000_002, step=2)
client.log_metric(run_id, "loss", 9.0, timestamp=1_700_000_000_000, step=1)
client.log_metric(run_id, "odd", math.nan, timestamp=5, step=0)
client.log_metric(run_id, "odd", math.inf, timestamp=6, step=0)
client.log_metric(run_id, "odd", -math.inf, timestamp=7, step=-3)
client.log_metric(run_id, "val/acc @ 1".replace("@", "at"), 1, timestamp=8, step=2**40)
refused("metric of a bad name", lambda: client.log_metric(run_id, "a$b", 1))


def history(key):
    return [(m.step, m.timestamp, repr(m.value)) for m in client.get_metric_history(run_id, key)]


record("history", history("loss"))
record("history of odd values", history("odd"))
record("history of nothing", history("nothing"))
refused("history of no run", lambda: client.get_metric_history("0" * 32, "loss"))
client.set_tag(run_id, "a", "2")
client.set_tag(run_id, "mlflow.note.content", "# note")
client.set_tag(run_id, "gone", "x")
client.delete_tag(run_id, "gone")
refused("tag deleted twice", lambda: client.delete_tag(run_id, "gone"))
refused("tag of a bad name", lambda: client.set_tag(run_id, "a\tb", "x"))
client.log_batch(
    run_id,
    metrics=[Metric(f"m{i}", i / 3, 1_700_000_000_100 + i, i) for i in range(50)],
    params=[Param(f"p{i}", str(i)) for i in range(100)],
    tags=[RunTag(f"t{i}", str(i)) for i in range(10)],
)
refused("batch changes a param", lambda: client.log_batch(run_id, params=[Param("p1", "other")]))
refused("batch repeats a param", lambda: client.log_batch(run_id, params=[Param("q", "1"), Param("q", "2")]))
record("after the batches", run_view(client.get_run(run_id)))
client.log_inputs(
    run_id,
    datasets=[
        DatasetInput(
            dataset=Dataset("train.csv", "0a1b2c", "local", '{"uri": "train.csv"}', schema="{}", profile='{"rows": 3}'),
            tags=[InputTag("mlflow.data.context", "training"), InputTag("fold", "1")],
        ),
        DatasetInput(dataset=Dataset("test.csv", "ff", "http", "{}"), tags=[]),
    ],
)
record("inputs", run_view(client.get_run(run_id))["inputs"])
client.update_run(run_id, status="FAILED", name="stroll")
record("updated", run_view(client.get_run(run_id))["info"])
client.set_terminated(run_id, "FINISHED", end_time=1_700_000_009_000)
record("terminated", run_view(client.get_run(run_id))["info"])
record("end time", client.get_run(run_id).info.end_time)
client.delete_run(unnamed.info.run_id)
record("deleted run", client.get_run(unnamed.info.run_id).info.lifecycle_stage)
refused("write to a deleted run", lambda: client.log_metric(unnamed.info.run_id, "m", 1))
refused("tag of a deleted run", lambda: client.set_tag(unnamed.info.run_id, "m", 1))
client.restore_run(unnamed.info.run_id)
record("restored run", client.get_run(unnamed.info.run_id).info.lifecycle_stage)
finish()
