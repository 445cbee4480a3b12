"""Writes TensorBoard event files below argv[1], then prints the scalars that TensorBoard itself reads of them."""

import json
import math
import os
import sys

import numpy
from tensorboard.backend.event_processing.event_accumulator import EventAccumulator
from tensorboard.compat.proto import event_pb2, summary_pb2
from tensorboard.plugins.scalar import metadata
from tensorboard.summary.writer.event_file_writer import EventFileWriter
from tensorboard.util import tensor_util
from tensorboardX import SummaryWriter

root = sys.argv[1]

plain = SummaryWriter(f"{root}/a/train")
for step in range(200):
    plain.add_scalar("loss/x", 1 / (step + 1), step)
plain.add_histogram("weights", numpy.arange(10), 0)
plain.add_text("note", "hi")
plain.close()

tuned = SummaryWriter(f"{root}/tuned")
tuned.add_hparams({"lr": 0.1, "opt": "adam", "flag": True, "n": 3}, {"acc": 0.5}, name="trial")
tuned.close()

# As TensorFlow 2 writes them: a tensor of one number, the plugin told only once.
tensors = EventFileWriter(f"{root}/tensors")
for step in range(20):
    value = summary_pb2.Summary.Value(tag="m (x)", tensor=tensor_util.make_tensor_proto(numpy.float32(step * 0.5)))
    if step == 0:
        value.metadata.CopyFrom(metadata.create_summary_metadata("", ""))
    tensors.add_event(
        event_pb2.Event(wall_time=1700000000.5 + step, step=step, summary=summary_pb2.Summary(value=[value]))
    )
tensors.close()


def milliseconds(event):
    """Half a millisecond up, where Python's round would go to the even one."""
    return math.floor(event.wall_time * 1000 + 0.5)


told = {}
for folder, _, files in os.walk(root):
    if not any("tfevents" in name for name in files):
        continue
    read = EventAccumulator(folder, size_guidance={"scalars": 0, "tensors": 0})
    read.Reload()
    scalars = {
        tag: [[milliseconds(e), e.step, e.value] for e in read.Scalars(tag)]
        for tag in read.Tags()["scalars"]
    }
    for tag in read.Tags()["tensors"]:
        if read.SummaryMetadata(tag).plugin_data.plugin_name == "scalars":
            scalars[tag] = [
                [milliseconds(e), e.step, float(tensor_util.make_ndarray(e.tensor_proto))]
                for e in read.Tensors(tag)
            ]
    told[os.path.relpath(folder, root).replace(os.sep, "/")] = scalars
print(json.dumps(told))
