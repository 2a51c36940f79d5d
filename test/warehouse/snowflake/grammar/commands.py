"""Statements that sqlglot takes whole, without looking inside. Each kind has a pattern of its own here, and what of it
is an expression goes back through the grammar."""

from __future__ import annotations

import re
from collections.abc import Callable

NAME = r"[A-Za-z_][\w$]*(?:\.[A-Za-z_][\w$]*){0,2}"
ROLE = rf"(?:DATABASE\s+)?ROLE\s+{NAME}"
CREATE = r"CREATE\s+(?:OR\s+REPLACE\s+)?"
ONCE = r"(?:IF\s+NOT\s+EXISTS\s+)?"
IF_THERE = r"(?:IF\s+EXISTS\s+)?"
WORDS = r"[A-Z_]+(?:\s+[A-Z_]+)*"
SIGNATURE = r"\((?:[^()]|\([^()]*\))*\)"
SECURABLE = rf"(?:ALL\s+|FUTURE\s+)?{WORDS}?\s+(?:IN\s+(?:SCHEMA|DATABASE)\s+)?{NAME}(?:\([^()]*\))?"
PRIVILEGES = rf"{WORDS}(?:\s*,\s*{WORDS})*"
BODY = r"->(?P<body>.+)"
RELATION = rf"ALTER\s+(?:TABLE|VIEW)\s+{NAME}"

PATTERNS = {
    "REMOVE of a stage's path": rf"REMOVE\s+@{NAME}(?:/[\w./-]+)?",
    "a masking policy": rf"{CREATE}MASKING\s+POLICY\s+{ONCE}{NAME}\s+AS\s*{SIGNATURE}\s*RETURNS\s+\w+\s*{BODY}",
    "a row access policy": rf"{CREATE}ROW\s+ACCESS\s+POLICY\s+{ONCE}{NAME}\s+AS\s*{SIGNATURE}"
    rf"\s*RETURNS\s+BOOLEAN\s*{BODY}",
    "a policy's body": rf"ALTER\s+(?:MASKING|ROW\s+ACCESS)\s+POLICY\s+{IF_THERE}{NAME}\s+SET\s+BODY\s*{BODY}",
    "a column's masking policy": rf"{RELATION}\s+(?:MODIFY|ALTER)\s+COLUMN\s+\w+\s+"
    rf"(?:SET\s+MASKING\s+POLICY\s+{NAME}(?:\s+FORCE)?|UNSET\s+MASKING\s+POLICY)",
    "a table's row access policy": rf"{RELATION}\s+(?:ADD|DROP)\s+ROW\s+ACCESS\s+POLICY\s+{NAME}"
    r"(?:\s+ON\s*\(\w+(?:\s*,\s*\w+)*\))?",
    "DROP": rf"DROP\s+(?:MASKING\s+POLICY|ROW\s+ACCESS\s+POLICY|ROLE)\s+{IF_THERE}{NAME}",
    "CREATE ROLE": rf"CREATE\s+(?:DATABASE\s+)?ROLE\s+{ONCE}{NAME}",
    "GRANT": rf"GRANT\s+{PRIVILEGES}\s+ON\s+{SECURABLE}\s+TO\s+{ROLE}",
    "GRANT of a role": rf"GRANT\s+{ROLE}\s+TO\s+(?:ROLE|USER)\s+{NAME}",
    "REVOKE": rf"REVOKE\s+{PRIVILEGES}\s+ON\s+{SECURABLE}\s+FROM\s+{ROLE}",
    "a warehouse's state": rf"ALTER\s+WAREHOUSE\s+{IF_THERE}{NAME}\s+"
    r"(?:SUSPEND|RESUME(?:\s+IF\s+SUSPENDED)?|ABORT\s+ALL\s+QUERIES)",
    "SHOW": rf"SHOW\s+{WORDS}(?:\s+LIKE\s+'[^']*')?(?:\s+(?:IN|ON|TO|OF)\s+[A-Z_]+\s+{NAME}(?:\([^()]*\))?)?",
}


def refusal(sql: str, check_expression: Callable[[str], str | None]) -> str | None:
    """Why a statement that sqlglot does not look into is none of Snowflake's that the hub sends."""
    text = sql.strip()
    for kind, pattern in PATTERNS.items():
        found = re.fullmatch(pattern, text, re.IGNORECASE | re.DOTALL)
        if found is None:
            continue
        body = found.groupdict().get("body")
        why = None if body is None else check_expression(body)
        return None if why is None else f"{kind}: {why}"
    return f"a statement that the grammar does not know, and that has no pattern of its own: {text[:40]}"
