"""Bounds withheld cells from the lines of a table and what is published, by SciPy's HiGHS, and counts those wide enough."""

import json
import sys

import numpy as np
from scipy.optimize import linprog
from scipy.sparse import csr_matrix

with open(sys.argv[1]) as file:
    given = json.load(file)

published = given["published"]
hidden = [cell for cell, value in enumerate(published) if value is None]
column = {cell: at for at, cell in enumerate(hidden)}
rows, columns, values, right = [], [], [], []
for total, *parts in given["lines"]:
    row, rest, touched = len(right), 0.0, False
    for cell, sign in [(total, 1.0), *((part, -1.0) for part in parts)]:
        if cell in column:
            rows.append(row)
            columns.append(column[cell])
            values.append(sign)
            touched = True
        else:
            rest -= sign * published[cell]
    if touched:
        right.append(rest)
matrix = csr_matrix((values, (rows, columns)), shape=(len(right), len(hidden)))

confirmed = 0
for entry in given["sample"]:
    costs = np.zeros(len(hidden))
    costs[column[entry["cell"]]] = 1.0
    least = linprog(costs, A_eq=matrix, b_eq=right, bounds=(0, None), method="highs")
    most = linprog(-costs, A_eq=matrix, b_eq=right, bounds=(0, None), method="highs")
    wide = most.status == 3 or (most.status == 0 and -most.fun >= entry["high"] - 1e-6)
    confirmed += least.status == 0 and least.fun <= entry["low"] + 1e-6 and wide
print(json.dumps({"sampled": len(given["sample"]), "confirmed": int(confirmed)}))
