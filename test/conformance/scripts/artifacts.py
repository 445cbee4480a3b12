"""Artifacts up and down, with names that people really use and some that nobody should."""

import hashlib
import os
import tempfile
from pathlib import Path

import mlflow
from mlflow import MlflowClient
from transcript import finish, record

client = MlflowClient()
experiment = client.create_experiment("artifacts")
run_id = client.create_run(experiment).info.run_id

names = [
    "plain.txt",
    "with space.txt",
    "ümläut-日本語.txt",
    "100%.txt",
    "a%20b.txt",
    "plus+and&amp=.txt",
    "semi;colon,comma.txt",
    "quote'd.txt",
    "brackets[1](2){3}.txt",
    "dots..in..name.txt",
    ".hidden",
    "no_extension",
    "UPPER.TXT",
    "tilde~.txt",
    "x" * 200 + ".txt",
]


def digest(path):
    return hashlib.sha256(Path(path).read_bytes()).hexdigest()[:12]


def listing(path=None):
    return [(f.path, f.is_dir, f.file_size) for f in client.list_artifacts(run_id, path)]


with tempfile.TemporaryDirectory() as folder:
    for name in names:
        file = Path(folder, name)
        file.write_text(f"content of {name}\n", encoding="utf-8")
        client.log_artifact(run_id, file)
        client.log_artifact(run_id, file, "nested/deep er")
    record("root", listing())
    record("nested", listing("nested"))
    record("deep", listing("nested/deep er"))
    record("no such folder", listing("nowhere"))

    tree = Path(folder, "tree")
    (tree / "a" / "b").mkdir(parents=True)
    (tree / "empty.bin").write_bytes(b"")
    (tree / "a" / "one.bin").write_bytes(os.urandom(0) + bytes(range(256)) * 40)
    (tree / "a" / "b" / "two.bin").write_bytes(b"\x00" * 5_000_000)
    client.log_artifacts(run_id, tree, "tree")
    record("tree", listing("tree/a"))

    target = Path(folder, "down")
    target.mkdir()
    whole = client.download_artifacts(run_id, "", target)
    found = sorted(Path(whole).rglob("*"))
    record("downloaded", [(str(f.relative_to(whole)), digest(f)) for f in found if f.is_file()])
    one = client.download_artifacts(run_id, "nested/deep er/with space.txt", target)
    record("one file", digest(one))

    again = Path(folder, "plain.txt")
    again.write_text("another content")
    client.log_artifact(run_id, again)
    record("overwritten", digest(client.download_artifacts(run_id, "plain.txt", target)))

client.log_text(run_id, "text", "made/by/log_text.txt")
client.log_dict(run_id, {"k": [1, 2]}, "made/by/dict.json")
record("text", mlflow.artifacts.load_text(f"runs:/{run_id}/made/by/log_text.txt"))
record("dict", mlflow.artifacts.load_dict(f"runs:/{run_id}/made/by/dict.json"))
for name, path in [("missing file", "nowhere.txt"), ("leaving", "../up.txt"), ("encoded", "..%2fup.txt")]:
    try:
        client.download_artifacts(run_id, path)
    except Exception:
        record(name, "refused")
    else:
        record(name, "NOT REFUSED")
finish()
