"""Drives a server at a URL (argv 1) with model "m", rows of two FP32, by KServe's REST client."""
import asyncio
import sys

import numpy as np
from kserve import InferenceRESTClient, InferInput, InferRequest, RESTConfig


async def main() -> None:
    url = sys.argv[1]
    client = InferenceRESTClient(RESTConfig(protocol="v2", timeout=30))
    assert await client.is_server_live(url) and await client.is_server_ready(url)
    assert await client.is_model_ready(url, "m")
    rows = np.random.default_rng(1).normal(size=(5, 2)).astype(np.float32)
    for binary in (False, True):
        given = InferInput("x", list(rows.shape), "FP32")
        given.set_data_from_numpy(rows, binary_data=binary)
        request = InferRequest("m", [given], request_id="9")
        answer = await client.infer(url, request, model_name="m")
        assert answer.id == "9" and answer.model_name == "m", answer
        found = answer.outputs[0].as_numpy().reshape(5, 2)
        np.testing.assert_allclose(found[:, 0], 1 / (1 + np.exp(-rows.sum(axis=1))), atol=1e-6)
    await client.close()
    print("ok")


asyncio.run(main())
