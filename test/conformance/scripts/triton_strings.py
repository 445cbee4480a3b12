"""Sends BYTES to the model "s" at host:port (argv 1), which gives them back, by tritonclient."""
import sys

import numpy as np
import tritonclient.http as triton

client = triton.InferenceServerClient(sys.argv[1])
words = np.array(["a", "", "héllo", "日本", "x" * 70_000], dtype=object)
for binary_in in (True, False):
    for binary_out in (True, False):
        given = triton.InferInput("x", words.shape, "BYTES")
        given.set_data_from_numpy(words, binary_data=binary_in)
        result = client.infer("s", [given], outputs=[triton.InferRequestedOutput("y", binary_data=binary_out)])
        found = [w.decode() if isinstance(w, bytes) else w for w in result.as_numpy("y")]
        assert found == list(words), found
print("ok")
