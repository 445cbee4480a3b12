"""Asks a deployed model (argv 1, host:port) for the rows of a CSV file (argv 2) by tritonclient and by KServe's client, until the file
`stop` lies beside it. Each answer must be what scikit-learn wrote into `expected-VERSION.json` for the version that it names, or, as
KServe's client does not tell, for one of them.
Prints how often each version answered, as JSON."""

import asyncio
import json
import os
import sys

import numpy as np
import pandas as pd
import tritonclient.http as triton
from kserve import InferenceRESTClient, InferInput, InferRequest, RESTConfig

host, table = sys.argv[1:3]
folder = os.path.dirname(os.path.dirname(table))
rows = pd.read_csv(table)[["amount", "age"]].to_numpy("float32")
expected = {}
for version in ("1", "2"):
    with open(os.path.join(folder, f"expected-{version}.json")) as file:
        expected[version] = np.array(json.load(file))
assert np.abs(expected["1"] - expected["2"]).max() > 0.01
answers: dict[str, int] = {}


def check(version: str | None, found: np.ndarray) -> None:
    found = found.reshape(-1, 2)
    if version is None:
        assert any(np.allclose(found, known, atol=1e-5) for known in expected.values()), found
        return
    np.testing.assert_allclose(found, expected[version], atol=1e-5)
    answers[version] = answers.get(version, 0) + 1


async def main() -> None:
    by_triton = triton.InferenceServerClient(host)
    by_kserve = InferenceRESTClient(RESTConfig(protocol="v2", timeout=30))
    given = triton.InferInput("X", rows.shape, "FP32")
    given.set_data_from_numpy(rows)
    asked = InferInput("X", list(rows.shape), "FP32")
    asked.set_data_from_numpy(rows, binary_data=False)
    while True:
        result = by_triton.infer("fraud", [given])
        check(result.get_response()["model_version"], result.as_numpy("probabilities"))
        answer = await by_kserve.infer(f"http://{host}", InferRequest("fraud", [asked]), model_name="fraud")
        [probabilities] = [output.as_numpy() for output in answer.outputs if output.name == "probabilities"]
        check(None, probabilities)
        if os.path.exists(os.path.join(folder, "stop")):
            break
    await by_kserve.close()
    print(json.dumps(answers))


asyncio.run(main())
