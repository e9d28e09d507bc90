"""Writes the data of a sample user: public sets that packages ship. python data.py cars cars.csv"""

import sys
from pathlib import Path

import pandas as pd
from sklearn.datasets import load_diabetes, load_digits
from vega_datasets import data


def cars() -> pd.DataFrame:
    """406 cars: their names are text, some lack a number, and where they come from is to be told."""
    table = data.cars()
    table["Year"] = table["Year"].dt.year
    table["Size"] = pd.cut(table["Displacement"], [0, 150, 300, 1000], labels=["small", "middle, mostly", "large"])
    return table.drop(columns=["Displacement"])


def diabetes() -> pd.DataFrame:
    """442 people: ten measurements, and how far their illness went in a year."""
    return load_diabetes(as_frame=True, scaled=False).frame


def digits() -> pd.DataFrame:
    """1797 handwritten digits of 8 by 8 pixels from 0 to 16, and which digit each is."""
    return load_digits(as_frame=True).frame


if __name__ == "__main__":
    made, target = {"cars": cars, "diabetes": diabetes, "digits": digits}[sys.argv[1]](), Path(sys.argv[2])
    if target.suffix == ".parquet":
        made.to_parquet(target, index=False)
    else:
        made.to_csv(target, index=False)
