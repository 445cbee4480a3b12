"""A real ipykernel behind lines of JSON: {"code", "history"} in, its outputs out, {"done": true} last."""

import json
import sys

from jupyter_client.manager import start_new_kernel

_manager, client = start_new_kernel()


def tell(**fields):
    print(json.dumps(fields), flush=True)


def output(message):
    content = message["content"]
    if message["msg_type"] == "stream":
        tell(stream=content["name"], text=content["text"])
    elif message["msg_type"] == "execute_result":
        tell(stream="stdout", text=content["data"]["text/plain"])
    elif message["msg_type"] == "error":
        tell(error={"name": content["ename"], "message": content["evalue"], "stack": ""})


for line in sys.stdin:
    request = json.loads(line)
    client.execute_interactive(
        request["code"], store_history=request["history"], allow_stdin=False, output_hook=output
    )
    tell(done=True)
