"""Registered models, versions, aliases, stages and tags through MlflowClient, refusals included."""

import warnings

from mlflow import MlflowClient
from transcript import finish, model_view, record, refused, version_view

warnings.filterwarnings("ignore")
client = MlflowClient()
experiment = client.create_experiment("models")
run = client.create_run(experiment)
run_id = run.info.run_id
client.log_text(run_id, "weights", "model/weights.txt")
source = f"{run.info.artifact_uri}/model"

record("created", model_view(client.create_registered_model("taxi", {"team": "pricing"}, "Predicts fares")))
client.create_registered_model("Taxi two")
refused("created twice", lambda: client.create_registered_model("taxi"))
refused("no name", lambda: client.create_registered_model(""))
refused("no such model", lambda: client.get_registered_model("nowhere"))
first = client.create_model_version("taxi", source, run_id, {"k": "v"}, description="first")
record("version", version_view(first))
for _ in range(3):
    client.create_model_version("taxi", source, run_id)
refused("version of no model", lambda: client.create_model_version("nowhere", source, run_id))
refused("version of a local file", lambda: client.create_model_version("taxi", "/etc", run_id))
refused("no such version", lambda: client.get_model_version("taxi", "99"))
refused("version that is no number", lambda: client.get_model_version("taxi", "x"))
record("download uri", client.get_model_version_download_uri("taxi", "1"))

client.set_registered_model_alias("taxi", "champion", "2")
client.set_registered_model_alias("taxi", "challenger", "3")
client.set_registered_model_alias("taxi", "champion", "3")
record("by alias", version_view(client.get_model_version_by_alias("taxi", "champion")))
record("aliases", model_view(client.get_registered_model("taxi")))
client.delete_registered_model_alias("taxi", "challenger")
client.delete_registered_model_alias("taxi", "challenger")
refused("no such alias", lambda: client.get_model_version_by_alias("taxi", "challenger"))
refused("alias that is reserved", lambda: client.set_registered_model_alias("taxi", "latest", "1"))
refused("alias that is a version", lambda: client.set_registered_model_alias("taxi", "v2", "1"))
refused("alias of a bad name", lambda: client.set_registered_model_alias("taxi", "a/b", "1"))
refused("alias of no version", lambda: client.set_registered_model_alias("taxi", "x", "99"))

client.set_registered_model_tag("taxi", "tier", "1")
client.delete_registered_model_tag("taxi", "team")
client.set_model_version_tag("taxi", "1", "checked", "yes")
client.set_model_version_tag("taxi", "1", "gone", "yes")
client.delete_model_version_tag("taxi", "1", "gone")
client.update_registered_model("taxi", "new words")
client.update_model_version("taxi", "1", "new words of one")
record("updated", [model_view(client.get_registered_model("taxi")), version_view(client.get_model_version("taxi", "1"))])

client.transition_model_version_stage("taxi", "1", "Production")
client.transition_model_version_stage("taxi", "2", "staging")
record("archiving", version_view(client.transition_model_version_stage("taxi", "3", "Production", True)))
record("stages", [client.get_model_version("taxi", str(v)).current_stage for v in range(1, 5)])
record("latest", sorted((v.current_stage, str(v.version)) for v in client.get_latest_versions("taxi")))
record("latest of stage", [str(v.version) for v in client.get_latest_versions("taxi", ["Production"])])
refused("no such stage", lambda: client.transition_model_version_stage("taxi", "1", "Heaven"))

client.delete_model_version("taxi", "4")
refused("deleted version", lambda: client.get_model_version("taxi", "4"))
record("number is not used again", str(client.create_model_version("taxi", source, run_id).version))
client.delete_model_version("taxi", "3")
refused("alias went with its version", lambda: client.get_model_version_by_alias("taxi", "champion"))


def models(**query):
    return [m.name for m in client.search_registered_models(**query)]


def versions(text="", **query):
    return [(v.name, str(v.version)) for v in client.search_model_versions(text, **query)]


client.create_registered_model("bus", {"team": "pricing", "tier": "2"})
client.create_model_version("bus", source, run_id)
record("search", models())
record("search name", models(filter_string="name = 'taxi'"))
record("search like", models(filter_string="name LIKE 'ta%'"))
record("search ilike", models(filter_string="name ILIKE 'TA%'"))
record("search tag", models(filter_string="tags.team = 'pricing' and tags.tier = '2'"))
record("search order", models(order_by=["name DESC"]))
page = client.search_registered_models(max_results=2)
record("page", [m.name for m in page])
record("next page", [m.name for m in client.search_registered_models(max_results=2, page_token=page.token)])
record("versions", versions())
record("versions of a model", versions("name = 'taxi'"))
record("versions of a run", versions(f"run_id = '{run_id}' and name LIKE 'b%'"))
record("versions of runs", versions(f"run_id IN ('{run_id}', 'x') and name = 'bus'"))
record("versions by number", versions("name = 'taxi' and version_number > 1"))
record("versions by tag", versions("tags.checked = 'yes'"))
record("versions by source", versions(f"source_path = '{source}' and name = 'bus'"))
record("versions ordered", versions(order_by=["name ASC", "version_number ASC"]))
refused("search by nonsense", lambda: models(filter_string="nonsense = 'x'"))
refused("versions by nonsense", lambda: versions("nonsense = 'x'"))
refused("order by nonsense", lambda: models(order_by=["nonsense"]))

client.rename_registered_model("taxi", "cab")
record("renamed", model_view(client.get_registered_model("cab")))
record("versions follow", versions("name = 'cab'"))
refused("renamed to a taken name", lambda: client.rename_registered_model("cab", "bus"))
refused("old name", lambda: client.get_registered_model("taxi"))
client.delete_registered_model("cab")
refused("deleted model", lambda: client.get_registered_model("cab"))
record("left", models())
finish()
