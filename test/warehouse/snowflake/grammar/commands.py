"""Statements that sqlglot takes whole, without looking inside. Each kind has a pattern of its own here, and what of it is
an expression goes back through the grammar."""

from __future__ import annotations

import re
from collections.abc import Callable

NAME = r"[A-Za-z_][\w$]*(?:\.[A-Za-z_][\w$]*){0,2}"
ROLE = r"(?:DATABASE\s+)?ROLE\s+" + NAME
CREATE = r"CREATE\s+(?:OR\s+REPLACE\s+)?"
ONCE = r"(?:IF\s+NOT\s+EXISTS\s+)?"

PATTERNS = {
    "REMOVE of a stage's path": r"REMOVE\s+@" + NAME + r"(?:/[\w./-]+)?",
    "CREATE MASKING POLICY": CREATE
    + rf"MASKING\s+POLICY\s+{ONCE}{NAME}\s+AS\s*\((?P<of>[^()]*(?:\([^()]*\)[^()]*)*)\)\s*RETURNS\s+\w+\s*->(?P<body>.+)",
    "CREATE ROW ACCESS POLICY": CREATE
    + rf"ROW\s+ACCESS\s+POLICY\s+{ONCE}{NAME}\s+AS\s*\((?P<of>[^()]*(?:\([^()]*\)[^()]*)*)\)\s*RETURNS\s+BOOLEAN\s*->(?P<body>.+)",
    "ALTER MASKING POLICY": rf"ALTER\s+MASKING\s+POLICY\s+(?:IF\s+EXISTS\s+)?{NAME}\s+SET\s+BODY\s*->(?P<body>.+)",
    "ALTER ROW ACCESS POLICY": rf"ALTER\s+ROW\s+ACCESS\s+POLICY\s+(?:IF\s+EXISTS\s+)?{NAME}\s+SET\s+BODY\s*->(?P<body>.+)",
    "a column's masking policy": rf"ALTER\s+(?:TABLE|VIEW)\s+{NAME}\s+(?:MODIFY|ALTER)\s+COLUMN\s+\w+\s+"
    rf"(?:SET\s+MASKING\s+POLICY\s+{NAME}(?:\s+FORCE)?|UNSET\s+MASKING\s+POLICY)",
    "a table's row access policy": rf"ALTER\s+(?:TABLE|VIEW)\s+{NAME}\s+(?:ADD|DROP)\s+ROW\s+ACCESS\s+POLICY\s+{NAME}"
    r"(?:\s+ON\s*\(\w+(?:\s*,\s*\w+)*\))?",
    "DROP of a policy or a role": rf"DROP\s+(?:MASKING\s+POLICY|ROW\s+ACCESS\s+POLICY|ROLE)\s+(?:IF\s+EXISTS\s+)?{NAME}",
    "CREATE ROLE": rf"CREATE\s+(?:DATABASE\s+)?ROLE\s+{ONCE}{NAME}",
    "GRANT": rf"GRANT\s+[A-Z_]+(?:\s+[A-Z_]+)*(?:\s*,\s*[A-Z_]+(?:\s+[A-Z_]+)*)*\s+ON\s+(?:ALL\s+|FUTURE\s+)?[A-Z_]+(?:\s+[A-Z_]+)*?"
    rf"\s+(?:IN\s+(?:SCHEMA|DATABASE)\s+)?{NAME}(?:\([^()]*\))?\s+TO\s+{ROLE}",
    "GRANT of a role": rf"GRANT\s+{ROLE}\s+TO\s+(?:ROLE|USER)\s+{NAME}",
    "REVOKE": rf"REVOKE\s+[A-Z_]+(?:\s+[A-Z_]+)*(?:\s*,\s*[A-Z_]+(?:\s+[A-Z_]+)*)*\s+ON\s+(?:ALL\s+|FUTURE\s+)?[A-Z_]+(?:\s+[A-Z_]+)*?"
    rf"\s+(?:IN\s+(?:SCHEMA|DATABASE)\s+)?{NAME}(?:\([^()]*\))?\s+FROM\s+{ROLE}",
    "a warehouse's state": rf"ALTER\s+WAREHOUSE\s+(?:IF\s+EXISTS\s+)?{NAME}\s+(?:SUSPEND|RESUME(?:\s+IF\s+SUSPENDED)?|ABORT\s+ALL\s+QUERIES)",
    "SHOW": rf"SHOW\s+(?:TERSE\s+)?[A-Z_]+(?:\s+[A-Z_]+)*(?:\s+LIKE\s+'[^']*')?(?:\s+(?:IN|ON|TO|OF)\s+[A-Z_]+\s+{NAME}(?:\([^()]*\))?)?",
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
    return f"a statement that the grammar does not know, and that is not on the list of those known by pattern: {text[:40]}"
