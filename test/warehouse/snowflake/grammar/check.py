"""Says of each statement why Snowflake would refuse it, or understand it otherwise than DuckDB.

Reads a statement a line from standard input, as a JSON string; writes a JSON array of reasons a line, in the same
order, which is empty for a statement that stands."""

from __future__ import annotations

import json
import re
import sys

import commands
import correlation
import rules
from grammar import trees
from sqlglot import exp
from sqlglot.errors import SqlglotError


def reasons(sql: str) -> list[str]:
    try:
        parsed = [tree for tree in trees(sql) if tree is not None]
    except SqlglotError as error:
        why = commands.refusal(sql, of_expression)
        return [] if why is None else [f"not in the grammar: {first_line(error)}"]
    if len(parsed) != 1:
        return [f"{len(parsed)} statements in one text"]
    tree = parsed[0]
    if isinstance(tree, exp.Command):
        why = commands.refusal(sql, of_expression)
        return [] if why is None else [why]
    found = [*rules.of_text(sql), *rules.refusals(tree), *correlation.refusals(tree)]
    return list(dict.fromkeys(found))


def of_expression(text: str) -> str | None:
    return "; ".join(reasons(f"SELECT {text}")) or None


def first_line(error: SqlglotError) -> str:
    return re.sub(r"\x1b\[\d*m", "", str(error)).split("\n")[0]


if __name__ == "__main__":
    for line in sys.stdin:
        print(json.dumps(reasons(json.loads(line))), flush=True)
