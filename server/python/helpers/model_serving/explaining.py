"""MLServer says "Internal Server Error" of whatever a model raises. Whoever asks should learn what it was."""

from __future__ import annotations

import os

from mlserver import MLModel
from mlserver.errors import InferenceError, MLServerError
from mlserver.types import InferenceRequest, InferenceResponse

from model_serving.failure import in_words, write_failure


def explaining(runtime: type[MLModel]) -> type[MLModel]:
    """The runtime, whose errors are told: of `load` to the one that watches, of `predict` to the client."""

    class Explaining(runtime):
        async def load(self) -> bool:
            try:
                return await super().load()
            except Exception as error:
                write_failure(os.getcwd(), error)
                raise

        async def predict(self, payload: InferenceRequest) -> InferenceResponse:
            try:
                return await super().predict(payload)
            except MLServerError:
                raise
            except Exception as error:
                raise InferenceError(in_words(error)) from error

    return Explaining
