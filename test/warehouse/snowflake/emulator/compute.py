"""Virtual warehouses and the query history, which fakesnow lacks or has without a state."""

from __future__ import annotations

import re
from typing import Any

import stages

SHOW = re.compile(r"\s*SHOW WAREHOUSES LIKE '(\w+)'\s*$", re.IGNORECASE)
ALTER = re.compile(r"\s*ALTER WAREHOUSE (\w+) (RESUME IF SUSPENDED|SUSPEND)\s*$", re.IGNORECASE)
QUERY_HISTORY = re.compile(
    r"TABLE\s*\(\s*\w+\.information_schema\.query_history_by_warehouse\s*\(\s*WAREHOUSE_NAME\s*=>\s*'\w+'\s*,\s*RESULT_LIMIT\s*=>\s*\d+\s*\)\s*\)", re.IGNORECASE
)

history: list[dict[str, Any]] = []
"""Statements that have ended, in order."""
states: dict[str, str] = {"HUB_WH": "STARTED", "SLEEPY_WH": "SUSPENDED"}
"""Of the virtual warehouses that there are."""


def quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


class ComputingCursor(stages.StagingCursor):
    def execute(self, command: str, *args: Any, **kwargs: Any) -> Any:
        if shown := SHOW.match(command):
            command = self.show(shown[1].upper())
        elif altered := ALTER.match(command):
            states[altered[1].upper()] = "SUSPENDED" if altered[2].upper() == "SUSPEND" else "STARTED"
            command = "SELECT 'Statement executed successfully.' AS status"
        command = QUERY_HISTORY.sub(lambda _: self.query_history(), command)
        return super().execute(command, *args, **kwargs)

    def show(self, name: str) -> str:
        state = states.get(name, "")
        columns = f"{quoted(name)} AS name, {quoted(state)} AS state, 'Small' AS size, 0 AS running, 0 AS queued"
        return f"SELECT {columns}" + ("" if state else " WHERE FALSE")

    def query_history(self) -> str:
        rows = ", ".join(
            f"({quoted(entry['tag'])}, 'Small', {round(entry['seconds'] * 1000)}, {len(entry['sql'])})"
            for entry in history
        )
        return f"(SELECT * FROM (VALUES {rows}) AS ran (query_tag, warehouse_size, execution_time, bytes_scanned))"
