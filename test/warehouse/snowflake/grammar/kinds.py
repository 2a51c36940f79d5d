"""What can be told of an expression's type from the statement alone: whether it is a BOOLEAN or a DOUBLE."""

from __future__ import annotations

from collections.abc import Callable

from sqlglot import exp

TRUTHS = (
    exp.Predicate, exp.Connector, exp.Not, exp.Boolean, exp.Is, exp.Exists, exp.In, exp.Between, exp.LogicalOr,
    exp.LogicalAnd,
)  # fmt: skip
FLOATING = (exp.Ln, exp.Exp, exp.Sqrt, exp.Pow, exp.Avg)
SAME_KIND = (
    exp.Coalesce, exp.Max, exp.Min, exp.Sum, exp.Round, exp.Floor, exp.Ceil, exp.Abs, exp.Paren, exp.Neg, exp.Nullif,
    exp.Window, exp.Greatest, exp.Least, exp.Add, exp.Sub, exp.Mul, exp.Div, exp.WithinGroup,
)  # fmt: skip
"""Their value is of the kind that their arguments are."""


class Kinds:
    """Knows a column by the expressions that stand under its name anywhere in the statement; all must agree."""

    def __init__(self, tree: exp.Expr) -> None:
        self._named: dict[str, list[exp.Expr]] = {}
        for alias in tree.find_all(exp.Alias):
            self._named.setdefault(alias.alias.upper(), []).append(alias.this)

    def is_boolean(self, node: exp.Expr) -> bool:
        return self._is(node, truth, every=True)

    def is_double(self, node: exp.Expr) -> bool:
        return self._is(node, floating, every=False)

    def _is(
        self, node: exp.Expr, test: Callable[[exp.Expr], bool | None], every: bool, seen: frozenset[str] = frozenset()
    ) -> bool:
        answer = test(node)
        if answer is not None:
            return answer
        if isinstance(node, exp.Column):
            name = node.name.upper()
            given = [each for each in self._named.get(name, []) if not isinstance(each, exp.Null)]
            if name in seen or not given:
                return False
            # A column passed on under its own name says nothing new of it.
            told = [each for each in given if not (isinstance(each, exp.Column) and each.name.upper() == name)]
            return bool(told) and all(self._is(each, test, every, seen | {name}) for each in told)
        if isinstance(node, exp.Case):
            branches = [branch.args["true"] for branch in node.args["ifs"]] + [node.args.get("default")]
            given = [branch for branch in branches if branch is not None and not isinstance(branch, exp.Null)]
            return bool(given) and (all if every else any)(self._is(branch, test, every, seen) for branch in given)
        if isinstance(node, SAME_KIND) and not (every and isinstance(node, exp.Binary)):
            parts = [part for part in node.iter_expressions() if not isinstance(part, (exp.Order, exp.WindowSpec))]
            if isinstance(node, (exp.Window, exp.Round, exp.Nullif)):
                parts = [node.this]
            if isinstance(node, exp.WithinGroup):
                parts = [ordered.this for ordered in node.find_all(exp.Ordered)]
            given = [part for part in parts if not isinstance(part, (exp.Null, exp.Literal))]
            return bool(given) and (all if every else any)(self._is(part, test, every, seen) for part in given)
        return False


def truth(node: exp.Expr) -> bool | None:
    if isinstance(node, exp.Cast):
        return node.is_type(exp.DType.BOOLEAN) or node.to.is_type(exp.DType.BOOLEAN)
    return True if isinstance(node, TRUTHS) else None


def floating(node: exp.Expr) -> bool | None:
    if isinstance(node, exp.Cast):
        return node.to.is_type(exp.DType.DOUBLE, exp.DType.FLOAT)
    return True if isinstance(node, FLOATING) else None
