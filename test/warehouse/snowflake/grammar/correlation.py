"""Which subqueries Snowflake can evaluate: docs.snowflake.com/en/user-guide/querying-subqueries. One that looks outside
stands in a WHERE, and is held together with the outside by equalities; a scalar one is an aggregate besides."""

from __future__ import annotations

from collections.abc import Iterator

from sqlglot import exp

CLAUSES = (exp.Where, exp.From, exp.Join, exp.Having, exp.Qualify, exp.Group, exp.Order, exp.With, exp.Lateral)

NO_VALUE = (exp.From, exp.Join, exp.Lateral, exp.SetOperation, exp.In, exp.Insert, exp.Subquery)
"""What a query in parentheses can be part of without standing for a value."""


def refusals(tree: exp.Expr) -> Iterator[str]:
    for exists in tree.find_all(exp.Exists):
        if isinstance(exists.this, exp.Query):
            yield from of_predicate(exists, exists.this, "EXISTS")
    for within in tree.find_all(exp.In):
        query = within.args.get("query")
        if query is not None:
            yield from of_predicate(within, query.unnest(), "IN (SELECT …)")
    for scalar in tree.find_all(exp.Subquery):
        query = scalar.unnest()
        # Branches of a UNION and tables of a FROM are no values; one around a query of IN was seen above.
        if isinstance(scalar.parent, NO_VALUE):
            continue
        if isinstance(query, exp.Select) and outer_columns(query):
            yield from of_scalar(scalar, query)


def of_predicate(node: exp.Expr, query: exp.Expr, name: str) -> Iterator[str]:
    if not stands_in_where(node):
        yield f"{name} outside a WHERE"
    if not isinstance(query, exp.Select):
        return
    outer = outer_columns(query)
    if outer:
        equal, others = split(query, outer)
        if not equal:
            yield f"{name} that no equality holds together with the query around it"
        if others is None:
            yield f"{name} that looks outside elsewhere than in its WHERE"


def of_scalar(scalar: exp.Expr, query: exp.Select) -> Iterator[str]:
    if not stands_in_where(scalar):
        yield "a correlated scalar subquery outside a WHERE"
    if query.args.get("group") or not all(item.find(exp.AggFunc) for item in query.expressions):
        yield "a correlated scalar subquery that is no aggregate, and may return several rows"
    equal, others = split(query, outer_columns(query))
    if others is None or others or not equal:
        yield "a correlated scalar subquery that more than equalities hold together with the query around it"


def stands_in_where(node: exp.Expr) -> bool:
    above = node.parent
    while above is not None and not isinstance(above, (*CLAUSES, exp.Select, exp.Update, exp.Delete)):
        above = above.parent
    return isinstance(above, exp.Where)


def outer_columns(query: exp.Select) -> list[exp.Column]:
    """Columns that a query names by a table which is not its own, nor of a query inside it."""
    found = []
    for column in query.find_all(exp.Column):
        if column.table and not known(column, query):
            found.append(column)
    return found


def known(column: exp.Column, query: exp.Select) -> bool:
    select = column.find_ancestor(exp.Select)
    while select is not None:
        if column.table.upper() in own_names(select):
            return True
        if select is query:
            return False
        select = select.find_ancestor(exp.Select)
    return True


def own_names(select: exp.Select) -> set[str]:
    sources = [select.args["from_"].this] if select.args.get("from_") else []
    sources += [join.this for join in select.args.get("joins") or []]
    sources += [lateral for lateral in select.args.get("laterals") or []]
    return {source.alias_or_name.upper() for source in sources}


def split(query: exp.Select, outer: list[exp.Column]) -> tuple[list[exp.Expr], list[exp.Expr] | None]:
    """The conditions of the WHERE that look outside: equalities of an outer side and an inner one, and the others; None
    in place of these when the query looks outside anywhere else."""
    where = query.args.get("where")
    seen = set()
    equal: list[exp.Expr] = []
    others: list[exp.Expr] = []
    for condition in conjuncts(where.this) if where else []:
        mine = [column for column in outer if under(column, condition)]
        if not mine:
            continue
        seen.update(id(column) for column in mine)
        sides = [condition.left, condition.right] if isinstance(condition, (exp.EQ, exp.NullSafeEQ)) else []
        looks = [any(under(column, side) for column in mine) for side in sides]
        (equal if looks.count(True) == 1 else others).append(condition)
    return equal, others if len(seen) == len(outer) else None


def conjuncts(condition: exp.Expr) -> Iterator[exp.Expr]:
    if isinstance(condition, exp.And):
        yield from conjuncts(condition.left)
        yield from conjuncts(condition.right)
    elif isinstance(condition, exp.Paren):
        yield from conjuncts(condition.this)
    else:
        yield condition


def under(node: exp.Expr, top: exp.Expr) -> bool:
    above: exp.Expr | None = node
    while above is not None and above is not top:
        above = above.parent
    return above is top
