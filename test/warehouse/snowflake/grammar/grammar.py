"""sqlglot's Snowflake grammar, which also keeps what its trees forget: the words that functions, types and orders were
written with. A tree holds `DateDiff` for `DATEDIFF` and for `date_diff`, of which Snowflake has one."""

from __future__ import annotations

import logging
from typing import Any

import sqlglot
from sqlglot import ErrorLevel, exp
from sqlglot.dialects.snowflake import Snowflake
from sqlglot.parsers.snowflake import SnowflakeParser

# It says on the log what it could not parse; here that is a reason for refusal, told once.
logging.getLogger("sqlglot").setLevel(logging.CRITICAL)

WRITTEN = "written"
"""Of a function or a type: its name in the statement, in upper case."""
NULLS_STATED = "nulls_stated"
"""Of an order: whether it says where nulls go."""


class WordKeepingParser(SnowflakeParser):
    def _parse_function_call(self, *args: Any, **kwargs: Any) -> exp.Expr | None:
        word = self._curr.text.upper() if self._curr else ""
        called = super()._parse_function_call(*args, **kwargs)
        function = called
        # What stands behind a call wraps it: OVER, FILTER, WITHIN GROUP, IGNORE NULLS.
        while isinstance(function, (exp.Window, exp.Filter, exp.WithinGroup, exp.IgnoreNulls, exp.RespectNulls)):
            function = function.this
        if isinstance(function, exp.Expr) and WRITTEN not in function.meta:
            function.meta[WRITTEN] = word
        return called

    def _parse_types(self, *args: Any, **kwargs: Any) -> exp.Expr | None:
        word = self._curr.text.upper() if self._curr else ""
        parsed = super()._parse_types(*args, **kwargs)
        if isinstance(parsed, exp.DataType):
            parsed.meta.setdefault(WRITTEN, word)
        return parsed

    def _parse_ordered(self, *args: Any, **kwargs: Any) -> exp.Ordered | None:
        ordered = super()._parse_ordered(*args, **kwargs)
        if ordered is not None:
            ordered.meta[NULLS_STATED] = self._prev.text.upper() in ("FIRST", "LAST")
        return ordered


class WordKeepingSnowflake(Snowflake):
    Parser = WordKeepingParser


DIALECT = WordKeepingSnowflake()


def trees(sql: str) -> list[exp.Expr | None]:
    """The statements of a text. Raises `sqlglot.errors.SqlglotError` where it is not Snowflake's SQL."""
    return sqlglot.parse(sql, read=DIALECT, error_level=ErrorLevel.IMMEDIATE)
