"""An emulator of Snowflake for tests: fakesnow's server, with what the Node driver needs beside it.

The driver reads JSON rowsets where fakesnow answers with Arrow, counts on `returned`, cancels statements through
abort-request, and signs in with keys and tokens, which fakesnow takes unread. Functions of ours that Snowflake would
hold as JavaScript stand here as macros of DuckDB, under the same name; their JavaScript is tested on its own.

A request that comes again under its `requestId` is answered with what the first one got, which is waited for if it is
still under way; a statement that takes long is answered with the address of its result. Both as Snowflake does it.

It listens on loopback, on a port of its own choosing that it prints, and ends when its standard input does.
"""

from __future__ import annotations

import asyncio
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
import fakesnow.conn
import fakesnow.macros
import fakesnow.server as fake
import jwt
import pyarrow
import snowflake.connector.errors
import compute
import stages
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

PATIENCE = float(os.environ.get("EMULATOR_PATIENCE_SECONDS", "45"))
"""How long a statement may run before its request is answered with the address of its result."""

REMEMBERED = 100
"""Answers kept for requests that come again."""

chunks: dict[str, bytes] = {}
answers: dict[str, asyncio.Task[Response]] = {}
"""By request, also those still under way."""
running: dict[str, Any] = {}
aborted: set[str] = set()


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
    try:
        connection = fake.to_conn(fake.to_token(request))
    except fake.ServerError as error:
        return refusal(error.code, error.message)
    if request_id not in answers:
        answers[request_id] = asyncio.create_task(run(request, request_id, body, connection))
        for forgotten in [name for name, task in answers.items() if task.done()][:-REMEMBERED]:
            del answers[forgotten]
    return await answer_of(request_id)


async def result(request: Request) -> Response:
    return await answer_of(request.path_params["request_id"])


async def answer_of(request_id: str) -> Response:
    """Of a statement under way the address of its result, once the driver has waited long enough for one request."""
    try:
        response = await asyncio.wait_for(asyncio.shield(answers[request_id]), PATIENCE)
    except TimeoutError:
        data = {"queryId": request_id, "getResultUrl": f"/queries/{request_id}/result"}
        return JSONResponse({"data": data, "code": "333333", "message": None, "success": True})
    return Response(response.body, status_code=response.status_code, media_type="application/json")


async def run(request: Request, request_id: str, body: dict[str, Any], connection: Any) -> Response:
    started = time.time()
    running[request_id] = connection
    try:
        response = await fake.query_request(request)
    finally:
        running.pop(request_id, None)
    answer = json.loads(response.body)
    canceled = request_id in aborted
    aborted.discard(request_id)
    if canceled and not answer["success"]:
        return refusal("000604", "SQL execution canceled")
    compute.history.append(
        {
            "session": str(id(connection)),
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
        # The driver prints dates and times as the answer tells it to.
        asked = (body.get("parameters") or {}).items()
        data["parameters"] += [{"name": name, "value": value} for name, value in asked if name.endswith("_FORMAT")]
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
        return None if value["epoch"] is None else f"{value['epoch']}.{value['fraction']:09d}"
    if kind == "real":
        return repr(value)
    return str(value)


async def abort(request: Request) -> Response:
    """By request, or by the query that was named as under way, which bears its request's name."""
    request_id = request.path_params.get("request_id") or (await body_of(request)).get("requestId", "")
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


async def session(request: Request) -> Response:
    """With its end, a session gives up its transaction."""
    connection = fake.sessions.get(fake.to_token(request)) if "Authorization" in request.headers else None
    response = await fake.session(request)
    if connection is not None and "delete" in request.query_params:
        while connection in running.values():
            await asyncio.sleep(0.02)
        connection.close()
    return response


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
    return JSONResponse(compute.history)


class StrictCursor(compute.ComputingCursor):
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
    Route("/session", session, methods=["POST"]),
    Route("/queries/v1/query-request", query, methods=["POST"]),
    Route("/queries/v1/abort-request", abort, methods=["POST"]),
    Route("/queries/{request_id}/abort-request", abort, methods=["POST"]),
    Route("/queries/{request_id}/result", result, methods=["GET"]),
    Route("/fs_bucket/{path:path}", stages.staged_file, methods=["HEAD"]),
    Route("/fs_bucket/{path:path}", stages.upload, methods=["PUT"]),
    Route("/chunks/{name}", chunk, methods=["GET"]),
    Route("/emulator/statements", statements, methods=["GET"]),
]


def main() -> None:
    # Snowflake's sums of decimals are exact; fakesnow would make every number a floating-point one first.
    fakesnow.transforms.numeric_agg_implicit_cast = lambda expression: expression
    # Snowflake trims what it is told to, on the side that it is told; fakesnow would forget both.
    fakesnow.transforms.trim_cast_varchar = lambda expression: expression
    fakesnow.conn.FakeSnowflakeCursor = StrictCursor
    stages.install()
    taken = {route.path for route in routes}
    app = Starlette(routes=[*routes, *(route for route in fake.routes if route.path not in taken)])
    # Named as TCP, so that the event loop turns off the waiting for more to send, 40 ms an answer.
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
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
