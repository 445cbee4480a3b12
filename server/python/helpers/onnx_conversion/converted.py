"""A model as ONNX, with what both are to be asked."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np


@dataclass
class Converted:
    onnx: Any
    feeds: dict[str, np.ndarray]
    # The original's answers by the name of the output that must give the same. Labels are integers or texts, all else is floats.
    originals: dict[str, np.ndarray]
    # The tool with its version.
    converter: str
