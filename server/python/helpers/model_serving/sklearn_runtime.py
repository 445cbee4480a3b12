"""Estimators of scikit-learn in a pickle."""

from mlserver_sklearn import SKLearnModel

from model_serving.explaining import explaining

Runtime = explaining(SKLearnModel)
