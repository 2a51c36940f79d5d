"""An emulator of Snowflake for tests: fakesnow's server, with what the Node driver needs beside it.

The driver reads JSON rowsets where fakesnow answers with Arrow, counts on `returned`, cancels statements through
abort-request, and signs in with keys and tokens, which fakesnow takes unread. Functions of ours that Snowflake would
hold as JavaScript stand here as macros of DuckDB, under the same name; their JavaScript is tested on its own.

It listens on loopback, on a port of its own choosing that it prints, and ends when its standard input does.
"""

from __future__ import annotations

import base64
import gzip
import json
import os
import re
import socket
import sys
import threading
import time
from typing import Any

import duckdb
import fakesnow.cursor
import fakesnow.macros
import fakesnow.server as fake
import jwt
import pyarrow
import snowflake.connector.errors
import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

ROWS_A_CHUNK = 10_000
"""Rows that an answer holds itself; the rest is fetched, as from Snowflake's storage."""

PUBLIC_KEY = os.environ.get("EMULATOR_PUBLIC_KEY")
"""PEM of the key that signs tokens of key pairs; without it none is accepted."""
OAUTH_TOKEN = os.environ.get("EMULATOR_OAUTH_TOKEN")

chunks: dict[str, bytes] = {}
running: dict[str, Any] = {}
aborted: set[str] = set()
history: list[dict[str, Any]] = []


def refusal(code: str, message: str, status_code: int = 200) -> JSONResponse:
    body = {"data": {"errorCode": code, "sqlState": "08001"}, "code": code, "message": message, "success": False}
    return JSONResponse(body, status_code=status_code)


async def body_of(request: Request) -> dict[str, Any]:
    body = await request.body()
    if request.headers.get("Content-Encoding") == "gzip":
        body = gzip.decompress(body)
    return json.loads(body) if body else {}


async def login(request: Request) -> Response:
    data = (await body_of(request))["data"]
    authenticator = str(data.get("AUTHENTICATOR", "SNOWFLAKE")).upper()
    if authenticator == "SNOWFLAKE_JWT":
        try:
            # The driver states its times in milliseconds, which no library of tokens expects.
            options = {"verify_iat": False, "verify_exp": False}
            claims = jwt.decode(data["TOKEN"], PUBLIC_KEY or "", algorithms=["RS256"], options=options)
            if not str(claims["iss"]).startswith(str(claims["sub"])):
                raise jwt.InvalidTokenError("issuer")
        except jwt.PyJWTError as error:
            return refusal("390144", f"JWT token is invalid. [{type(error).__name__}]")
    elif authenticator == "OAUTH":
        if data.get("TOKEN") != OAUTH_TOKEN:
            return refusal("390303", "Invalid OAuth access token.")
    elif authenticator != "EXTERNALBROWSER":
        return refusal("390100", "Incorrect username or password was specified.")
    answer = json.loads((await fake.login_request(request)).body)
    token = answer["data"]["token"]
    answer["data"] |= {
        "masterToken": f"master-{token}",
        "sessionId": len(fake.sessions),
        "validityInSeconds": 3600,
        "masterValidityInSeconds": 14400,
    }
    return JSONResponse(answer)


async def query(request: Request) -> Response:
    request_id = request.query_params.get("requestId", "")
    body = await body_of(request)
    started = time.time()
    try:
        connection = fake.to_conn(fake.to_token(request))
    except fake.ServerError as error:
        return refusal(error.code, error.message)
    running[request_id] = connection
    try:
        response = await fake.query_request(request)
    finally:
        running.pop(request_id, None)
    answer = json.loads(response.body)
    if request_id in aborted:
        aborted.discard(request_id)
        return refusal("000604", "SQL execution canceled")
    history.append(
        {
            "sql": body["sqlText"],
            "tag": (body.get("parameters") or {}).get("QUERY_TAG", ""),
            "success": answer["success"],
            "seconds": time.time() - started,
        }
    )
    if response.status_code == 500:
        return refusal(answer["code"], answer["message"])
    data = answer.get("data") or {}
    if answer["success"] and "rowtype" in data:
        as_json_rowset(request, data)
    return JSONResponse(answer)


def as_json_rowset(request: Request, data: dict[str, Any]) -> None:
    """Writes an Arrow result as Snowflake writes JSON: every value a text, dates as days, times as seconds."""
    rows: list[list[str | None]]
    if data["queryResultFormat"] == "arrow":
        encoded = data.pop("rowsetBase64")
        rows = []
        if encoded:
            table = pyarrow.ipc.open_stream(base64.b64decode(encoded)).read_all()
            columns = [
                [text_of(value, column["type"]) for value in values.to_pylist()]
                for column, values in zip(data["rowtype"], table.columns, strict=True)
            ]
            rows = [list(row) for row in zip(*columns, strict=True)]
        data["queryResultFormat"] = "json"
    else:
        rows = data["rowset"]
    data["rowset"] = rows[:ROWS_A_CHUNK]
    data["total"] = data["returned"] = len(rows)
    later = [rows[start : start + ROWS_A_CHUNK] for start in range(ROWS_A_CHUNK, len(rows), ROWS_A_CHUNK)]
    if later:
        data["chunks"] = [chunk_of(request, data["queryId"], index, part) for index, part in enumerate(later)]


def chunk_of(request: Request, query_id: str, index: int, rows: list[list[str | None]]) -> dict[str, Any]:
    # The driver puts the brackets around a chunk itself.
    text = json.dumps(rows, ensure_ascii=False)[1:-1].encode()
    name = f"{query_id}-{index}"
    chunks[name] = text
    return {
        "url": f"{request.url.scheme}://{request.url.netloc}/chunks/{name}",
        "rowCount": len(rows),
        "uncompressedSize": len(text),
        "compressedSize": len(text),
    }


async def chunk(request: Request) -> Response:
    text = chunks.get(request.path_params["name"])
    return Response(status_code=404) if text is None else Response(text)


def text_of(value: Any, kind: str) -> str | None:
    if value is None:
        return None
    if kind == "boolean":
        return "1" if value else "0"
    if kind == "date":
        return str((value - value.__class__(1970, 1, 1)).days)
    if kind.startswith("timestamp"):
        return f"{value['epoch']}.{value['fraction']:09d}"
    if kind == "real":
        return repr(value)
    return str(value)


async def abort(request: Request) -> Response:
    request_id = (await body_of(request)).get("requestId", "")
    connection = running.get(request_id)
    if connection is not None:
        aborted.add(request_id)
        interrupt(connection, request_id)
    return JSONResponse({"data": None, "code": None, "message": None, "success": True})


def interrupt(connection: Any, request_id: str) -> None:
    """An interrupt before the statement has reached DuckDB is lost, so it is repeated until the statement ends."""

    def repeat() -> None:
        while running.get(request_id) is connection:
            connection._duck_conn.interrupt()
            time.sleep(0.05)

    threading.Thread(target=repeat, daemon=True).start()


async def renew(request: Request) -> Response:
    old = (await body_of(request)).get("oldSessionToken", "")
    if old not in fake.sessions:
        return refusal("390112", "Your session has expired. Please login again.")
    return JSONResponse(
        {
            "data": {
                "sessionToken": old,
                "masterToken": f"master-{old}",
                "validityInSecondsST": 3600,
                "validityInSecondsMT": 14400,
                "sessionId": 1,
            },
            "success": True,
        }
    )


async def statements(_: Request) -> Response:
    """Not Snowflake's: what ran, for tests that look at the statements themselves."""
    return JSONResponse(history)


class StrictCursor(fakesnow.cursor.FakeSnowflakeCursor):
    """Errors of the engine that fakesnow lets through are Snowflake's, not a fault of the server."""

    def execute(self, command: str, *args: Any, **kwargs: Any) -> Any:
        if created := re.match(r"\s*CREATE OR REPLACE FUNCTION (\S+)\.(\w+)\(a VARCHAR, b VARCHAR\)", command):
            # A schema of ours holds it under the name of DuckDB's own function of the same meaning.
            schema, name = created.groups()
            self._duck_conn.execute(f"CREATE OR REPLACE MACRO {schema}.{name}(a, b) AS system.main.{name}(a, b)")
            command = "SELECT 'Function successfully created.' AS status"
        try:
            return super().execute(command, *args, **kwargs)
        except duckdb.InterruptException as error:
            raise failure(error, 604, "57014") from error
        except duckdb.TransactionException as error:
            raise failure(error, 625, "57014") from error
        except duckdb.Error as error:
            raise failure(error, 100132, "P0000") from error


def failure(error: Exception, errno: int, sqlstate: str) -> snowflake.connector.errors.ProgrammingError:
    return snowflake.connector.errors.ProgrammingError(msg=str(error), errno=errno, sqlstate=sqlstate)



routes = [
    Route("/session/v1/login-request", login, methods=["POST"]),
    Route("/session/token-request", renew, methods=["POST"]),
    Route("/queries/v1/query-request", query, methods=["POST"]),
    Route("/queries/v1/abort-request", abort, methods=["POST"]),
    Route("/chunks/{name}", chunk, methods=["GET"]),
    Route("/emulator/statements", statements, methods=["GET"]),
]


def main() -> None:
    fakesnow.conn.FakeSnowflakeCursor = StrictCursor
    taken = {route.path for route in routes}
    app = Starlette(routes=[*routes, *(route for route in fake.routes if route.path not in taken)])
    listener = socket.socket()
    listener.bind(("127.0.0.1", 0))
    print(listener.getsockname()[1], flush=True)
    server = uvicorn.Server(uvicorn.Config(app, log_level=os.environ.get("EMULATOR_LOG", "error"), access_log=False))

    def end_with_parent() -> None:
        sys.stdin.read()
        server.should_exit = True

    threading.Thread(target=end_with_parent, daemon=True).start()
    server.run(sockets=[listener])


if __name__ == "__main__":
    main()
