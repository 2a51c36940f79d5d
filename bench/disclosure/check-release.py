"""Rebuilds the sums of a cohort from what two releases show, and bounds a sample of withheld numbers by SciPy's HiGHS."""

import json
import sys

import numpy as np
from scipy.optimize import linprog
from scipy.sparse import csr_matrix

with open(sys.argv[1]) as file:
    given = json.load(file)

state, lines = given["state"], given["lines"]
places = sorted({row[0] for row in given["newer"]})
districts = [place for place in places if place != state]
groups = given["groups"]
years = sorted({row[1] for row in given["newer"]})

# A number by its meaning: graduates have no year. What was not revised is one number in both releases.
known = {}
for row in given["newer"] + [row for row in given["older"] if row[1] != given["revisedYear"]]:
    place, year, group, graduates, enrolled = row
    for key, value in (((place, 0, group), graduates), ((place, year, group), enrolled)):
        if value is not None:
            assert known.setdefault(key, value) == value, "two releases disagree on a number that was not revised"

keys = [(place, year, group) for place in places for year in [0, *years] for group in groups]
hidden = [key for key in keys if key not in known]
column = {key: at for at, key in enumerate(hidden)}
rows, columns, values, right = [], [], [], []
slack = len(hidden)


def equate(total, parts, rest=False):
    """total = sum of parts, or no less than it."""
    global slack
    row, constant, touched = len(right), 0.0, False
    for key, sign in [(total, 1.0), *((part, -1.0) for part in parts)]:
        if key in column:
            rows.append(row), columns.append(column[key]), values.append(sign)
            touched = True
        else:
            constant -= sign * known[key]
    if not touched:
        assert constant == 0 or rest, "published numbers do not add up"
        return
    if rest:
        rows.append(row), columns.append(slack), values.append(-1.0)
        slack += 1
    right.append(constant)


for year in [0, *years]:
    for place in places:
        for line in lines:
            equate((place, year, line["total"]), [(place, year, part) for part in line["parts"]])
        if year != 0:
            for group in groups:
                equate((place, 0, group), [(place, year, group)], rest=True)
    for group in groups:
        equate((state, year, group), [(place, year, group) for place in districts])

matrix = csr_matrix((values, (rows, columns)), shape=(len(right), slack))
result = {"variables": slack, "sums": len(right), "sampled": 0, "exact": 0, "outside": 0, "wide": 0}
for place, year, group, truth, low, high in given["sample"]:
    costs = np.zeros(slack)
    costs[column[(place, year, group)]] = 1.0
    ends = [linprog(sign * costs, A_eq=matrix, b_eq=right, bounds=(0, None), method="highs") for sign in (1, -1)]
    assert all(end.status in (0, 3) for end in ends), "an attack without an answer"
    least = ends[0].fun
    most = np.inf if ends[1].status == 3 else -ends[1].fun
    result["sampled"] += 1
    result["exact"] += most - least < 1e-6
    result["outside"] += not (least - 1e-6 <= truth <= most + 1e-6)
    result["wide"] += least <= low + 1e-6 and most >= high - 1e-6
print(json.dumps({key: int(value) for key, value in result.items()}))
