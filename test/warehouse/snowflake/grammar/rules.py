"""What sqlglot's Snowflake parser takes, and Snowflake does not, or understands otherwise than DuckDB."""

from __future__ import annotations

import re
from collections.abc import Iterator

from functions import OTHERWISE, OWN, QUALIFIED, SNOWFLAKE
from grammar import DIALECT, NULLS_STATED, WRITTEN
from kinds import Kinds
from sqlglot import TokenType, exp
from words import NO_COLUMN, NO_TABLE, RESERVED, TYPES

MOST_ROWS = 16_384
"""Of a VALUES clause, and expressions of a list."""

NEVER = {
    exp.Filter: "FILTER (WHERE …) on an aggregate",
    exp.Lambda: "a lambda",
    exp.Array: "a list",
    exp.Struct: "a struct",
    exp.Bracket: "an element of a list",
    exp.Slice: "a part of a list",
    exp.Unnest: "UNNEST",
    exp.TableSample: "a sample, which differs from run to run; hash an id instead",
    exp.OnConflict: "ON CONFLICT",
    exp.Returning: "RETURNING",
    exp.IntDiv: "a whole division",
    exp.Pragma: "a PRAGMA",
    exp.RegexpLike: "a regular expression, which matches the whole text in Snowflake",
    exp.SimilarTo: "SIMILAR TO",
    exp.Glob: "GLOB",
    exp.CheckColumnConstraint: "a CHECK constraint",
    exp.ComputedColumnConstraint: "a generated column",
    exp.JSONExtract: "a path into JSON",
    exp.Pivot: "PIVOT, which the engines write differently",
}

STATEMENTS = (
    exp.Query, exp.Insert, exp.Update, exp.Delete, exp.Merge, exp.Create, exp.Drop, exp.Alter, exp.TruncateTable,
    exp.Transaction, exp.Commit, exp.Rollback, exp.Put, exp.Copy, exp.Grant, exp.Revoke, exp.Use, exp.Show, exp.Comment,
)
"""Anything else, such as a lone name, is an expression to the parser, and no statement."""

KINDS_OF_CREATE = frozenset("TABLE VIEW SCHEMA DATABASE STAGE FUNCTION TAG WAREHOUSE".split())


def refusals(tree: exp.Expr) -> Iterator[str]:
    if not isinstance(tree, STATEMENTS):
        yield f"no statement: {tree.key.upper()}"
    kinds = Kinds(tree)
    for node in tree.walk():
        for kind, what in NEVER.items():
            if isinstance(node, kind):
                yield what
        if isinstance(node, exp.Identifier):
            yield from of_name(node)
        elif isinstance(node, exp.DataType):
            yield from of_type(node)
        elif isinstance(node, exp.Ordered) and node.args.get("desc") and not node.meta.get(NULLS_STATED):
            yield "DESC without NULLS FIRST or NULLS LAST: Snowflake puts nulls first, DuckDB last"
        elif isinstance(node, (exp.Values, exp.In)) and len(node.expressions) > MOST_ROWS:
            yield f"more than {MOST_ROWS} rows of VALUES, or expressions of a list"
        elif isinstance(node, (exp.Max, exp.Min)) and kinds.is_boolean(node.this):
            yield f"{node.key.upper()} of a BOOLEAN"
        elif isinstance(node, (exp.Sum, exp.Avg)) and kinds.is_boolean(node.this):
            yield f"{node.key.upper()} of a BOOLEAN"
        elif isinstance(node, exp.Div) and not (kinds.is_double(node.left) or kinds.is_double(node.right)):
            yield "a division without a DOUBLE, of which Snowflake keeps six decimals"
        if isinstance(node, exp.Anonymous) or (WRITTEN in node.meta and not isinstance(node, exp.DataType)):
            yield from of_function(node, kinds)
        if isinstance(node, exp.Query) or isinstance(node, exp.DML):
            yield from of_statement(node)
        if isinstance(node, exp.Create) and str(node.args["kind"]).upper() not in KINDS_OF_CREATE:
            yield f"CREATE {node.args['kind']}"
        if isinstance(node, exp.Join):
            yield from of_join(node)
        if isinstance(node, exp.Lateral) and not isinstance(node.this, (exp.Subquery, exp.Explode)):
            yield "LATERAL of something else than a subquery or FLATTEN"
        if isinstance(node, exp.Window):
            yield from of_window(node)


def of_function(node: exp.Expr, kinds: Kinds) -> Iterator[str]:
    written = node.meta.get(WRITTEN, node.name.upper())
    above = node.parent
    if isinstance(above, exp.Dot):
        schema = above.this.name.upper()
        known = (schema == "HUB" and written in OWN) or (schema, written) in QUALIFIED
        if above.expression is node and not known:
            yield f"the function {schema}.{written}"
    elif written == "AVG" and kinds.is_double(node.this):
        pass
    elif written in OTHERWISE:
        yield f"{written}, which in Snowflake {OTHERWISE[written]}"
    elif written not in SNOWFLAKE:
        yield f"the function {written}"


def of_name(node: exp.Identifier) -> Iterator[str]:
    if node.quoted:
        return
    word = node.name.upper()
    above = node.parent
    is_table = isinstance(above, (exp.Table, exp.TableAlias)) and above.this is node
    if word in RESERVED or (is_table and word in NO_TABLE):
        yield f"the reserved word {word} as a name"
    elif word in NO_COLUMN and isinstance(above, (exp.Column, exp.ColumnDef, exp.Alias)):
        yield f"the word {word} as a column"


def of_type(node: exp.DataType) -> Iterator[str]:
    written = node.meta.get(WRITTEN)
    if written is not None and (written not in TYPES or (node.expressions and node.is_type(exp.DType.ARRAY))):
        yield f"the type {node.sql()}" if written in TYPES else f"the type {written}"


def of_statement(node: exp.Expr) -> Iterator[str]:
    args = node.args
    distinct = args.get("distinct")
    if isinstance(distinct, exp.Distinct) and distinct.args.get("on"):
        yield "DISTINCT ON"
    if isinstance(node, (exp.Except, exp.Intersect)) and not args.get("distinct"):
        yield f"{node.key.upper()} ALL"
    if args.get("by_name"):
        yield "BY NAME"
    if args.get("windows"):
        yield "a WINDOW clause"
    if isinstance(node, (exp.Insert, exp.Update, exp.Delete, exp.Merge)):
        if args.get("with_"):
            yield f"WITH before {node.key.upper()}; it belongs behind it"
        if isinstance(node, exp.Insert) and args.get("alternative"):
            yield f"INSERT OR {args['alternative']}"
        if isinstance(node, (exp.Update, exp.Delete)) and node.this.alias:
            yield f"an alias of the table of {node.key.upper()}"
        if args.get("order") or args.get("limit"):
            yield f"ORDER BY or LIMIT of {node.key.upper()}"


def of_join(node: exp.Join) -> Iterator[str]:
    for word in (node.kind, node.method):
        if word in ("SEMI", "ANTI", "POSITIONAL", "ASOF", "NATURAL"):
            yield f"a {word} join"


def of_window(node: exp.Window) -> Iterator[str]:
    spec = node.args.get("spec")
    if spec is not None and (spec.args.get("kind") == "GROUPS" or spec.args.get("exclude")):
        yield "a frame by GROUPS, or with EXCLUDE"
    if node.args.get("order") and node.this.find(exp.Distinct):
        yield "a DISTINCT aggregate over an ordered window"


def of_text(sql: str) -> Iterator[str]:
    """What leaves no trace in a tree."""
    before = TokenType.SEMICOLON
    comma = False
    for token in DIALECT.tokenize(sql):
        if token.token_type is TokenType.FROM and before in (TokenType.SEMICOLON, TokenType.L_PAREN):
            yield "FROM first, without SELECT"
        if comma and token.token_type in (TokenType.FROM, TokenType.R_PAREN, TokenType.WHERE, TokenType.SEMICOLON):
            yield "a comma behind the last of a list"
        written = sql[token.start : token.end + 1]
        if token.token_type is TokenType.STRING and written.startswith("'") and "\\" in written:
            yield "a backslash in a text, which Snowflake takes as the start of an escape"
        comma = token.token_type is TokenType.COMMA
        before = token.token_type
    if "//" in without_texts(sql):
        yield "//, which begins a comment in Snowflake"


def without_texts(sql: str) -> str:
    """A statement without its texts, quoted names and remarks of the standard's kinds."""
    return re.sub(r"'(?:[^']|'')*'|\"(?:[^\"]|\"\")*\"|--[^\n]*|/\*.*?\*/|\$\$.*?\$\$", " ", sql, flags=re.DOTALL)
