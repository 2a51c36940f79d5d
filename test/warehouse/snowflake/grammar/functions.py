"""The functions that statements of the hub may call in Snowflake."""

SNOWFLAKE = frozenset(
    """
    ABS CASE CAST CHR COALESCE CONTAINS COUNT CURRENT_ROLE CURRENT_TIMESTAMP DATEADD DATEDIFF DENSE_RANK EDITDISTANCE EXISTS EXTRACT
    FLATTEN FLOOR GREATEST_IGNORE_NULLS IS_ROLE_IN_SESSION JAROWINKLER_SIMILARITY LAG LEAST_IGNORE_NULLS LEFT
    LENGTH LISTAGG LN LPAD MAX MIN MOD NULLIF PERCENTILE_CONT POSITION POWER REPLACE RIGHT ROUND ROW_NUMBER
    RTRIM SHA2 SPLIT SPLIT_PART SUBSTR SUM TABLE TRANSLATE TRIM UPPER
    """.split()
)
"""Each is in docs.snowflake.com/en/sql-reference/functions-all and answers as DuckDB's of that name, or is written by
Snowflake's dialect alone. `TABLE`, `CASE`, `CAST` and `EXISTS` are no functions, but look like one to a parser."""

OTHERWISE = {
    "AVG": "keeps six more decimals than its argument has; of a DOUBLE it answers as DuckDB's",
    "CONCAT": "is null where one of its arguments is; DuckDB's passes over it",
    "CONCAT_WS": "is null where one of its arguments is; DuckDB's passes over it",
    "COUNT_IF": "is null where no row satisfies the condition, by its documentation; DuckDB's is 0",
    "GREATEST": "is null where one of its arguments is; DuckDB's passes over it",
    "LEAST": "is null where one of its arguments is; DuckDB's passes over it",
    "LOG": "takes the base first; DuckDB's has one argument, to the base of ten",
    "REGEXP_LIKE": "matches the whole text; DuckDB's REGEXP_MATCHES a part of it",
    "REGEXP_REPLACE": "replaces every match; DuckDB's the first",
    "ANY_VALUE": "takes any value, also a null; runs would differ",
    "MEDIAN": "keeps decimals by its argument's scale",
    "RANDOM": "is a whole number of 64 bits; DuckDB's lies between 0 and 1",
    "HASH": "is Snowflake's own",
}
"""Functions that both engines have under one name, and what is different in Snowflake."""

OWN = frozenset({"DAMERAU_LEVENSHTEIN"})
"""Functions that the warehouse's migrations create in the schema `hub`."""

QUALIFIED = frozenset({("INFORMATION_SCHEMA", "COPY_HISTORY"), ("INFORMATION_SCHEMA", "QUERY_HISTORY_BY_WAREHOUSE")})
"""Table functions that every database has in its information schema."""
