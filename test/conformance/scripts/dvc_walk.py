"""Writes, into the file named first, the files that DVC sees in each folder named after it, as JSON."""

import json
import os
import sys

from dvc.repo import Repo


def walk(folder):
    os.chdir(folder)
    Repo.init(no_scm=True, force=True)
    try:
        repo = Repo()
        files = repo.dvcignore.find(repo.fs, folder)
        return sorted(os.path.relpath(file, folder).replace(os.sep, "/") for file in files)
    except Exception as error:
        return {"error": f"{type(error).__name__}: {error}"}


answers = [walk(os.path.realpath(folder)) for folder in sys.argv[2:]]
with open(sys.argv[1], "w", encoding="utf-8") as file:
    json.dump(answers, file)
