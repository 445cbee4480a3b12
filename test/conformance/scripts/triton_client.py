"""Drives a server at host:port (argv 1) with model "m", rows of two FP32, and "s", BYTES as they are, by tritonclient."""
import sys

import numpy as np
import tritonclient.http as triton
from tritonclient.utils import InferenceServerException

client = triton.InferenceServerClient(sys.argv[1], concurrency=4)
assert client.is_server_live() and client.is_server_ready()
assert client.is_model_ready("m") and client.is_model_ready("m", "1") and not client.is_model_ready("absent")
assert client.get_server_metadata()["name"] == "slipway"
assert client.get_model_metadata("m")["inputs"] == [{"name": "x", "datatype": "FP32", "shape": [-1, 2]}]
assert client.get_model_repository_index() == [{"name": "m", "version": "1", "state": "READY", "reason": ""}]

rows = np.random.default_rng(0).normal(size=(50, 2)).astype(np.float32)
expected = 1 / (1 + np.exp(-rows.sum(axis=1)))
for binary_in in (True, False):
    for binary_out in (True, False):
        given = triton.InferInput("x", rows.shape, "FP32")
        given.set_data_from_numpy(rows, binary_data=binary_in)
        asked = triton.InferRequestedOutput("proba", binary_data=binary_out)
        result = client.infer("m", [given], outputs=[asked], request_id="7", timeout=10_000_000)
        assert result.get_response()["id"] == "7"
        np.testing.assert_allclose(result.as_numpy("proba")[:, 0], expected, atol=1e-6)

given = triton.InferInput("x", rows.shape, "FP32")
given.set_data_from_numpy(rows)
np.testing.assert_allclose(client.infer("m", [given]).as_numpy("proba")[:, 0], expected, atol=1e-6)
pending = [client.async_infer("m", [given]) for _ in range(40)]
for request in pending:
    np.testing.assert_allclose(request.get_result().as_numpy("proba")[:, 0], expected, atol=1e-6)

for compression in ("gzip", "deflate"):
    result = client.infer("m", [given], request_compression_algorithm=compression, response_compression_algorithm=compression)
    np.testing.assert_allclose(result.as_numpy("proba")[:, 0], expected, atol=1e-6)

wrong = triton.InferInput("x", [1, 3], "FP32")
wrong.set_data_from_numpy(np.zeros((1, 3), np.float32))
try:
    client.infer("m", [wrong])
    raise SystemExit("a wrong shape was answered")
except InferenceServerException as error:
    assert error.status() == "400" and "expected a shape that fits [-1,2], found [1,3]" in error.message(), error

[stats] = client.get_inference_statistics("m")["model_stats"]
assert stats["inference_stats"]["fail"]["count"] == 1 and stats["inference_count"] == 50 * 47, stats
try:
    client.unload_model("m")
    raise SystemExit("a model was unloaded")
except InferenceServerException as error:
    assert error.status() == "400", error
print("ok")
