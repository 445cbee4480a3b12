"""Makes skl2onnx convert estimators of XGBoost and LightGBM within pipelines."""

from __future__ import annotations

from skl2onnx import update_registered_converter
from skl2onnx.common.shape_calculator import (
    calculate_linear_classifier_output_shapes,
    calculate_linear_regressor_output_shapes,
)

_ZIPMAP = {"nocl": [True, False], "zipmap": [True, False, "columns"]}


def register(modules: set[str]) -> None:
    if "xgboost" in modules:
        from onnxmltools.convert.xgboost.operator_converters.XGBoost import convert_xgboost
        from xgboost import XGBClassifier, XGBRegressor

        _register(XGBClassifier, XGBRegressor, "XGBoost", convert_xgboost)
    if "lightgbm" in modules:
        from lightgbm import LGBMClassifier, LGBMRegressor
        from onnxmltools.convert.lightgbm.operator_converters.LightGbm import convert_lightgbm

        _register(LGBMClassifier, LGBMRegressor, "LightGbm", convert_lightgbm)


def _register(classifier: type, regressor: type, alias: str, converter) -> None:
    update_registered_converter(
        classifier,
        f"{alias}{classifier.__name__}",
        calculate_linear_classifier_output_shapes,
        converter,
        options=_ZIPMAP,
    )
    update_registered_converter(
        regressor,
        f"{alias}{regressor.__name__}",
        calculate_linear_regressor_output_shapes,
        converter,
        options={"split": None},
    )
