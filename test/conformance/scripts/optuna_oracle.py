"""What Optuna makes of observations: densities, importances and the results of its own searches, as JSON."""

import json
import math
import random
import sys
import warnings

import numpy as np
import optuna
from optuna.distributions import CategoricalDistribution, FloatDistribution, IntDistribution
from optuna.importance import PedAnovaImportanceEvaluator
from optuna.samplers._tpe.parzen_estimator import _ParzenEstimator, _ParzenEstimatorParameters
from optuna.samplers._tpe.sampler import default_weights

warnings.simplefilter("ignore")
optuna.logging.set_verbosity(optuna.logging.ERROR)

SPACE = {
    "lr": FloatDistribution(1e-5, 1e-1, log=True),
    "dropout": FloatDistribution(0.0, 0.6, step=0.1),
    "momentum": FloatDistribution(0.0, 1.0),
    "layers": IntDistribution(1, 12),
    "units": IntDistribution(4, 512, log=True),
    "kind": CategoricalDistribution(("linear", "tree", "net")),
}


def draw(rng):
    return {
        "lr": math.exp(rng.uniform(math.log(1e-5), math.log(1e-1))),
        "dropout": round(rng.randint(0, 6) * 0.1, 10),
        "momentum": rng.random(),
        "layers": rng.randint(1, 12),
        "units": round(math.exp(rng.uniform(math.log(4), math.log(512)))),
        "kind": rng.randint(0, 2),
    }


def densities(count, names, weights):
    """Equal values get their kernels' widths in the order of an unstable sort, so each stepped param goes alone, weights equal."""
    rng = random.Random(count)
    observed = [draw(rng) for _ in range(count)]
    asked = [draw(rng) for _ in range(20)]
    columns = lambda points: {name: np.array([p[name] for p in points], dtype=float) for name in names}
    estimator = _ParzenEstimator(
        columns(observed),
        {name: SPACE[name] for name in names},
        _ParzenEstimatorParameters(1.0, True, False, default_weights, True),
        predetermined_weights=np.array(weights, dtype=float),
    )
    return {
        "names": names,
        "observed": observed,
        "weights": weights,
        "asked": asked,
        "log": [float(value) for value in estimator.log_pdf(columns(asked))],
    }


def importances(count):
    rng = random.Random(1000 + count)
    study = optuna.create_study(direction="minimize")
    trials = []
    for _ in range(count):
        point = draw(rng)
        loss = (
            (math.log10(point["lr"]) + 3) ** 2
            + 0.3 * point["layers"]
            + (0.5 if point["kind"] == 0 else 0)
            + rng.gauss(0, 0.3)
        )
        trials.append({"point": point, "loss": loss})
        params = {**point, "kind": SPACE["kind"].choices[point["kind"]]}
        study.add_trial(optuna.trial.create_trial(params=params, distributions=SPACE, value=loss))
    found = optuna.importance.get_param_importances(study, evaluator=PedAnovaImportanceEvaluator())
    return {"trials": trials, "importance": found}


def branin(x, y):
    return (
        (y - 5.1 / (4 * math.pi**2) * x**2 + 5 / math.pi * x - 6) ** 2
        + 10 * (1 - 1 / (8 * math.pi)) * math.cos(x)
        + 10
    )


def search(seed, trials):
    study = optuna.create_study(sampler=optuna.samplers.TPESampler(seed=seed))
    study.optimize(
        lambda trial: branin(trial.suggest_float("x", -5, 10), trial.suggest_float("y", 0, 15)), n_trials=trials
    )
    return study.best_value


json.dump(
    {
        "densities": [densities(count, [name], [1.0] * count) for name in SPACE for count in (1, 2, 7, 120)]
        + [densities(count, ["lr", "momentum", "kind"], default_weights(count).tolist()) for count in (30, 120)],
        "importances": [importances(count) for count in (2, 10, 60, 300)],
        "branin": [search(seed, 60) for seed in range(15)],
    },
    sys.stdout,
)
