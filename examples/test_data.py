"""Write the digits that training never sees: the test set of train.py's default split, as CSV."""

from pathlib import Path

import numpy as np
import pandas as pd
from sklearn.datasets import load_digits
from sklearn.model_selection import train_test_split

x, y = load_digits(return_X_y=True)
_, x_test, _, y_test = train_test_split(
    x.astype(np.float32), y, test_size=0.25, stratify=y, random_state=0
)
table = pd.DataFrame(x_test.astype(int), columns=[f"pixel_{place}" for place in range(x.shape[1])])
file = Path("data/digits-test.csv")
file.parent.mkdir(exist_ok=True)
table.assign(digit=y_test).to_csv(file, index=False)
