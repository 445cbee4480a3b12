"""Models that MLflow logged, of whatever flavor has a Python function."""

from mlserver_mlflow import MLflowRuntime

from model_serving.explaining import explaining

Runtime = explaining(MLflowRuntime)
