"""Stages of the emulator: PUT through the driver, COPY INTO by name with its load history, and REMOVE."""

from __future__ import annotations

import os
import re
from typing import Any

import fakesnow.copy_into
import fakesnow.cursor
import fakesnow.server as fake
import fakesnow.transforms.stage as stage
import snowflake.connector.errors
from starlette.requests import Request
from starlette.responses import Response

new_uploads: set[str] = set()
"""Staged files that no COPY INTO has taken yet."""


def stage_location(request: Request, _: Any, put: dict[str, Any]) -> dict[str, Any]:
    """Where the driver uploads a staged file to: storage of the kind that can be reached without a certificate."""
    path = os.path.relpath(put["stageInfo"]["location"], stage.LOCAL_BUCKET_PATH)
    return {
        "locationType": "GCS",
        "location": f"fs_bucket/{path}/",
        "path": f"{path}/",
        "region": "us-east4",
        "endPoint": f"{request.url.scheme}://{request.url.netloc}",
        "creds": {"GCS_ACCESS_TOKEN": "token-of-the-stage"},
    }


def staged_path(path: str) -> str:
    return os.path.normpath(os.path.join(stage.LOCAL_BUCKET_PATH, path))


async def staged_file(request: Request) -> Response:
    """Whether a file is staged already."""
    path = staged_path(request.path_params["path"])
    return Response(status_code=200 if os.path.isfile(path) else 404)


async def upload(request: Request) -> Response:
    """Snowflake encrypts each upload anew, so that the same file is another one for COPY INTO."""
    response = await fake.bucket_upload(request)
    new_uploads.add(staged_path(request.path_params["path"]))
    return response


COPY_INTO = re.compile(
    r"\s*COPY\s+INTO\s+(?P<database>\w+)\.(?P<schema>\w+)\.\w+.*?FROM\s+@(?P<stage>[\w.]+)/(?P<path>\S+)"
    r".*?FILES\s*=\s*\((?P<files>.*?)\)",
    re.IGNORECASE | re.DOTALL,
)
REMOVE = re.compile(r"\s*(?:REMOVE|RM)\s+@(?P<name>[\w.]+)/(?P<path>\S*)\s*$", re.IGNORECASE)
COPY_HISTORY = re.compile(
    r"TABLE\s*\(\s*(?P<database>\w+)\.information_schema\.copy_history\s*\(\s*"
    r"TABLE_NAME\s*=>\s*'\w+\.(?P<schema>\w+)\.(?P<table>\w+)'\s*,\s*START_TIME\s*=>.*?CURRENT_TIMESTAMP\(\)\)\)\)",
    re.IGNORECASE | re.DOTALL,
)


addresses_of = fakesnow.copy_into._source_urls


def staged_files(source: str, files: list[str]) -> list[str]:
    """Files by name, which fakesnow takes from external stages only."""
    return [source + name for name in files] if stage.is_internal(source) else addresses_of(source, files)


class StagingCursor(fakesnow.cursor.FakeSnowflakeCursor):
    """What fakesnow lacks of stages, or has only for those outside of Snowflake."""

    def execute(self, command: str, *args: Any, **kwargs: Any) -> Any:
        if removal := REMOVE.match(command):
            command = self.remove(**removal.groupdict())
        command = COPY_HISTORY.sub(self.copy_history, command)
        if copy := COPY_INTO.match(command):
            return self.copy_into(command, copy, *args, **kwargs)
        return super().execute(command, *args, **kwargs)

    def staged(self, stage_name: str, path: str) -> str:
        parts = stage.parts_from_var(stage_name, self._conn.database, self._conn.schema)
        return stage.internal_dir(".".join(parts), path)

    def remove(self, name: str, path: str) -> str:
        """Snowflake takes the path for the beginning of names, not for a folder."""
        prefix = self.staged(name, path)
        root = self.staged(name, "")
        removed = [
            os.path.join(folder, name)
            for folder, _, names in os.walk(root)
            for name in names
            if os.path.join(folder, name).startswith(prefix)
        ]
        for file in removed:
            os.remove(file)
            new_uploads.discard(file)
        names = ", ".join(f"('{os.path.relpath(file, root)}')" for file in removed)
        files = f"(VALUES {names}) AS removed (name)" if removed else "(SELECT '' AS name) AS removed WHERE FALSE"
        return f"SELECT name, 'removed' AS result FROM {files}"

    def copy_history(self, match: re.Match[str]) -> str:
        return f"""(
            SELECT file_name, CASE status WHEN 'LOADED' THEN 'Loaded' ELSE status END AS status, row_count
            FROM {match["database"]}.information_schema.load_history
            WHERE schema_name = UPPER('{match["schema"]}') AND table_name = UPPER('{match["table"]}'))"""

    def copy_into(self, command: str, copy: re.Match[str], *args: Any, **kwargs: Any) -> Any:
        """All files or none, and the load history beside the table: fakesnow has it in the session's database."""
        files = [self.staged(copy["stage"], copy["path"]) + name for name in re.findall(r"'([^']*)'", copy["files"])]
        for file in files:
            if not os.path.isfile(file):
                missing = f"Remote file '{file}' was not found."
                raise snowflake.connector.errors.ProgrammingError(msg=missing, errno=91016, sqlstate="22000")
        if new_uploads.intersection(files):
            command += " FORCE = TRUE"
        database, schema = copy["database"].upper(), copy["schema"].upper()
        self._duck_conn.execute(f"SET schema = '{database}.{schema}'")
        self._duck_conn.execute("BEGIN TRANSACTION")
        try:
            done = super().execute(command, *args, **kwargs)
            self._duck_conn.execute("COMMIT")
        except BaseException:
            self._duck_conn.execute("ROLLBACK")
            raise
        finally:
            self._duck_conn.execute(f"SET schema = '{self._conn.database}.{self._conn.schema or 'main'}'")
        new_uploads.difference_update(files)
        return done


def install() -> None:
    fakesnow.copy_into._source_urls = staged_files
    fake.gcs_stage_info = stage_location
