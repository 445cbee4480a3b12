"""Logs a model of the kind that is named, trained on a dataset that comes with scikit-learn."""

import sys

import mlflow
import numpy as np
from sklearn.compose import ColumnTransformer
from sklearn.datasets import load_diabetes, load_wine
from sklearn.ensemble import GradientBoostingRegressor
from sklearn.impute import SimpleImputer
from sklearn.linear_model import LinearRegression, LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import FunctionTransformer, OneHotEncoder, StandardScaler


def classifier():
    wine = load_wine(as_frame=True)
    table = wine.data.assign(
        soil=np.where(wine.data["ash"] > 2.3, "clay", "sand"), year=2000 + np.arange(len(wine.data)) % 7
    )
    table.loc[::9, "malic_acid"] = np.nan
    numbers = [name for name in table.columns if name != "soil"]
    prepared = ColumnTransformer(
        [
            ("numbers", make_pipeline(SimpleImputer(), StandardScaler()), numbers),
            ("soil", OneHotEncoder(handle_unknown="ignore"), ["soil"]),
        ]
    )
    return make_pipeline(prepared, LogisticRegression()), table, wine.target_names[wine.target]


def regressor():
    diabetes = load_diabetes(as_frame=True)
    return make_pipeline(StandardScaler(), GradientBoostingRegressor(n_estimators=20)), diabetes.data, diabetes.target


def beyond_float32():
    diabetes = load_diabetes(as_frame=True)
    table = diabetes.data.assign(age=diabetes.data["age"] * 1e41)
    return make_pipeline(StandardScaler(), LinearRegression()), table, diabetes.target


def unknown_part():
    diabetes = load_diabetes(as_frame=True)
    return make_pipeline(FunctionTransformer(np.cbrt), LinearRegression()), diabetes.data, diabetes.target


kind = sys.argv[1]
model, table, target = {
    "classifier": classifier,
    "regressor": regressor,
    "beyond-float32": beyond_float32,
    "unknown-part": unknown_part,
}[kind]()
table.to_csv(f"data/{kind}.csv", index=False)
with mlflow.start_run(run_name=kind):
    mlflow.sklearn.log_model(
        model.fit(table, target),
        name="model",
        input_example=table.head(8),
        registered_model_name=kind,
        serialization_format="cloudpickle",
        pip_requirements=[],
    )
