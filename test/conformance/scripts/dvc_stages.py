"""Writes, into the file named first, what DVC makes of the dvc.yaml of each folder named after it, as JSON."""

import json
import os
import sys

from dvc.repo import Repo


def text(value):
    return value if isinstance(value, str) else [str(item) for item in value]


def stage_of(stage, root):
    location = lambda path: os.path.relpath(path, root).replace(os.sep, "/")
    params = {dep.def_path: dep for dep in stage.params}
    return {
        "address": stage.addressing,
        "command": text(stage.cmd),
        "workingFolder": location(stage.wdir),
        "deps": [[d.def_path, location(d.fs_path)] for d in stage.deps if d.def_path not in params],
        "params": {path: sorted(dep.params) for path, dep in params.items()},
        "outs": [
            [
                out.def_path,
                location(out.fs_path),
                "plot" if out.plot else "metric" if out.metric else "out",
                out.use_cache,
                out.persist,
            ]
            for out in stage.outs
        ],
        "frozen": bool(stage.frozen),
        "alwaysChanged": bool(stage.always_changed),
        "description": stage.desc,
    }


def read(folder):
    os.chdir(folder)
    Repo.init(no_scm=True, force=True)
    try:
        repo = Repo()
        repo.index.check_graph()
        stages = sorted(repo.index.stages, key=lambda stage: stage.addressing)
        graph = repo.index.graph
        return {
            "stages": [stage_of(stage, folder) for stage in stages],
            "needs": {s.addressing: sorted(n.addressing for n in graph.successors(s)) for s in stages},
        }
    except Exception as error:
        return {"error": f"{type(error).__name__}: {error}"}


answers = [read(os.path.realpath(folder)) for folder in sys.argv[2:]]
with open(sys.argv[1], "w", encoding="utf-8") as file:
    json.dump(answers, file)
