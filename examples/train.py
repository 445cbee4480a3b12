"""Train a classifier of handwritten digits, log it with MLflow, and convert it to ONNX.

The data set (1,797 images of 8 x 8 pixels, 10 classes) ships inside scikit-learn, so nothing is downloaded.
Run it as it is, or with Slipway: nothing in here knows of Slipway.
"""

import argparse
from pathlib import Path

import matplotlib

matplotlib.use("Agg")  # draw without a display

import matplotlib.pyplot as plt
import mlflow
import numpy as np
import onnxruntime
from mlflow.models import infer_signature
from skl2onnx import to_onnx
from sklearn.datasets import load_digits
from sklearn.metrics import ConfusionMatrixDisplay, f1_score, log_loss
from sklearn.model_selection import train_test_split
from sklearn.neural_network import MLPClassifier
from sklearn.pipeline import Pipeline
from sklearn.preprocessing import StandardScaler


def parse_arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--epochs", type=int, default=40, help="passes over the training data")
    parser.add_argument("--hidden-units", type=int, default=64, help="width of the hidden layer")
    parser.add_argument("--learning-rate", type=float, default=1e-3, help="initial step size of Adam")
    parser.add_argument("--alpha", type=float, default=1e-4, help="strength of the L2 penalty")
    parser.add_argument("--seed", type=int, default=0, help="seed of the split and of the weights")
    return parser.parse_args()


def train(options: argparse.Namespace, split) -> Pipeline:
    """Fit scaler and network, logging a point of each curve per epoch."""
    x_train, x_test, y_train, y_test = split
    scaler = StandardScaler().fit(x_train)
    network = MLPClassifier(
        hidden_layer_sizes=(options.hidden_units,),
        learning_rate_init=options.learning_rate,
        alpha=options.alpha,
        random_state=options.seed,
    )
    classes = np.unique(y_train)
    for epoch in range(options.epochs):
        network.partial_fit(scaler.transform(x_train), y_train, classes=classes)
        probabilities = network.predict_proba(scaler.transform(x_test))
        mlflow.log_metrics(
            {
                "train/loss": network.loss_,
                "test/loss": log_loss(y_test, probabilities),
                "test/accuracy": float(np.mean(probabilities.argmax(axis=1) == y_test)),
            },
            step=epoch,
        )
        print(f"epoch {epoch + 1}/{options.epochs}: training loss {network.loss_:.4f}", flush=True)
    return Pipeline([("scale", scaler), ("classify", network)])


def log_confusion_matrix(model: Pipeline, x_test: np.ndarray, y_test: np.ndarray) -> None:
    figure, axes = plt.subplots(figsize=(6, 6), layout="constrained")
    ConfusionMatrixDisplay.from_estimator(model, x_test, y_test, ax=axes, colorbar=False)
    axes.set_title("Digits of the test set")
    mlflow.log_figure(figure, "confusion-matrix.png")
    plt.close(figure)


def log_onnx(model: Pipeline, x_test: np.ndarray) -> None:
    """Convert the whole pipeline, scaling included, and log it once it agrees with the original."""
    onnx_model = to_onnx(model, x_test[:1], options={"zipmap": False})
    session = onnxruntime.InferenceSession(onnx_model.SerializeToString())
    labels, probabilities = session.run(None, {session.get_inputs()[0].name: x_test})

    expected = model.predict_proba(x_test)
    difference = float(np.abs(probabilities - expected).max())
    if difference > 1e-4 or not np.array_equal(labels, model.predict(x_test)):
        raise RuntimeError(f"the ONNX model differs from the pipeline by {difference:.2g} in probability")
    mlflow.log_metric("onnx/max_probability_difference", difference)
    mlflow.onnx.log_model(
        onnx_model,
        name="digits",
        signature=infer_signature(x_test, probabilities),
        pip_requirements=str(Path(__file__).with_name("requirements.txt")),
    )


def main() -> None:
    options = parse_arguments()
    x, y = load_digits(return_X_y=True)
    split = train_test_split(
        x.astype(np.float32), y, test_size=0.25, stratify=y, random_state=options.seed
    )
    _, x_test, _, y_test = split

    mlflow.set_experiment("digits")
    with mlflow.start_run():
        mlflow.log_params(vars(options))
        model = train(options, split)
        mlflow.log_metric("test/f1_macro", f1_score(y_test, model.predict(x_test), average="macro"))
        log_confusion_matrix(model, x_test, y_test)
        log_onnx(model, x_test)


if __name__ == "__main__":
    main()
