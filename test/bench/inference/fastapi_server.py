"""What one writes by hand: FastAPI and onnxruntime, for MODEL (argv 1) with one FP32 input, on port argv 2, with argv 3 workers.

Answers the same JSON as the Open Inference Protocol's infer, and at /binary raw bytes with the shape in a header.
"""
import os
import sys

import numpy as np
import onnxruntime
import uvicorn
from fastapi import FastAPI, Request, Response
from pydantic import BaseModel


class Tensor(BaseModel):
    name: str
    shape: list[int]
    datatype: str
    data: list[float]


class InferRequest(BaseModel):
    id: str | None = None
    inputs: list[Tensor]


options = onnxruntime.SessionOptions()
options.intra_op_num_threads = 1
session = onnxruntime.InferenceSession(os.environ.get("MODEL") or sys.argv[1], options, providers=["CPUExecutionProvider"])
output = session.get_outputs()[0].name
app = FastAPI()


@app.post("/infer")
async def infer(request: InferRequest):
    feeds = {t.name: np.array(t.data, np.float32).reshape(t.shape) for t in request.inputs}
    [answer] = session.run([output], feeds)
    return {
        "model_name": "m",
        "outputs": [{"name": output, "shape": answer.shape, "datatype": "FP32", "data": answer.ravel().tolist()}],
    }


@app.post("/binary")
async def binary(request: Request):
    shape = [int(size) for size in request.headers["shape"].split(",")]
    [answer] = session.run([output], {session.get_inputs()[0].name: np.frombuffer(await request.body(), np.float32).reshape(shape)})
    return Response(answer.tobytes(), media_type="application/octet-stream")


if __name__ == "__main__":
    os.environ["MODEL"] = sys.argv[1]
    uvicorn.run("fastapi_server:app", port=int(sys.argv[2]), workers=int(sys.argv[3]), log_level="error", access_log=False)
