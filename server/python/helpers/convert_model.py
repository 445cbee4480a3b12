"""Converts a model that MLflow logged to ONNX, compares the answers of both, and logs the ONNX model where they agree.

    python convert_model.py --model DIR --origin "fraud 3" --data test.csv --events DIR/conversion.jsonl

Loading the model executes the code in its files: who starts this has asked before. Progress, the result and what is wrong are
lines of JSON in the events file: {"step"}, {"report"}, {"logged"}, {"problem"}. Exit codes: 0 logged; 1 not.
"""

from __future__ import annotations

import argparse
import os
import sys
import traceback

from onnx_conversion.events import Events, Problem


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--model", required=True, help="folder with an MLmodel file")
    parser.add_argument("--origin", required=True, help="what is converted, for the run's params")
    parser.add_argument("--flavor", required=True, help="sklearn, xgboost, lightgbm, catboost or pytorch")
    parser.add_argument("--data", help="CSV or parquet file to compare on; otherwise the logged input example")
    parser.add_argument("--precision", choices=["float32", "float64"], default="float32")
    parser.add_argument("--rtol", type=float)
    parser.add_argument("--atol", type=float)
    parser.add_argument("--events", required=True)
    options = parser.parse_args()
    # As for the user's own scripts: classes of the workspace that the model is made of are found.
    sys.path.append(os.getcwd())
    events = Events(options.events)
    try:
        return convert(options, events)
    except Problem as problem:
        return complain(events, problem)
    except ModuleNotFoundError as missing:
        traceback.print_exc()
        return complain(events, Problem("missing", str(missing), modules=[missing.name or ""]))
    except Exception as error:
        traceback.print_exc()
        return complain(events, Problem("failed", f"{type(error).__name__}: {error}"))


def convert(options: argparse.Namespace, events: Events) -> int:
    from onnx_conversion import flavors, log_model
    from onnx_conversion.comparison import compare
    from onnx_conversion.evaluation_data import evaluation_data
    from onnx_conversion.onnx_answers import onnx_answers

    events.step("loading the model")
    model = flavors.load(options.flavor, options.model)
    events.step("reading the data")
    data = evaluation_data(options.model, options.data, model)
    events.step("converting")
    converted = flavors.convert(options.flavor, model, data, options.precision)
    events.step(f"comparing {data.row_count} rows")
    originals = converted.originals
    answers = onnx_answers(converted)
    report = {
        **compare(originals, answers, options.precision, options.rtol, options.atol, data.row_numbers),
        "rowsOfData": data.rows_of_data,
        "data": data.name,
        "precision": options.precision,
        "converter": converted.converter,
    }
    events.write(report=report)
    events.step("logging" if report["agrees"] else "keeping the report")
    events.write(logged=log_model.log(converted.onnx, report, options.origin))
    return 0 if report["agrees"] else 1


def complain(events: Events, problem: Problem) -> int:
    print(f"Slipway: {problem}", file=sys.stderr, flush=True)
    events.write(problem={"kind": problem.kind, "message": str(problem), "modules": problem.modules})
    return 1


if __name__ == "__main__":
    sys.exit(main())
