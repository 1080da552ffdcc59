"""Serving the application at an address until stopped."""

import resource
import signal
import socket
import sys
from collections import Counter
from functools import partial
from typing import Any

import uvicorn
from fastapi import FastAPI

from server.app import create_app
from server.connection import Connection
from server.endpoint import Services
from server.fast_path import FastPath, Shared
from server.logs import log_to_stderr
from server.settings import Settings


def serve(settings: Settings) -> int:
    """Prints the addresses and serves; exit status 1 when the address cannot be had."""
    log_to_stderr(settings.log)
    app = create_app(settings)
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    try:
        listener = socket.create_server((settings.host, settings.port), family=family)
    except OSError as error:
        reason = str(error.strerror).partition(" (while")[0]
        message = f"cannot listen at {settings.host} port {settings.port}: {reason}; choose another by --host and --port"
        print(f"kouan: {message}", file=sys.stderr)
        return 1
    host = f"[{settings.host}]" if family == socket.AF_INET6 else settings.host
    address = f"http://{host}:{listener.getsockname()[1]}"
    print(f"口岸 Kouan  {address}/")
    print(f"  SPARQL    {address}/sparql")
    print(f"  interface {address}/docs")
    print("Stop with Ctrl-C.", flush=True)
    _allow_files()
    signal.signal(
        signal.SIGTERM, lambda *_: sys.exit(0)
    )  # what uvicorn leaves us to do when it has ended well
    with listener:
        try:
            uvicorn.Server(configured(app, settings)).run(sockets=[listener])
        except KeyboardInterrupt:
            return 0
    return 0


def configured(app: FastAPI, settings: Settings) -> uvicorn.Config:
    """How an application is served: plain queries by the fast path, unless it is mounted in another.

    When it is to stop, what runs is finished first.
    """
    services: Services | None = getattr(app.state, "services", None)
    protocol: Any = partial(Connection, settings=settings, clients=Counter())
    if services:
        protocol = partial(FastPath, settings=settings, clients=Counter(), shared=Shared(services))
    return uvicorn.Config(
        app,
        http=protocol,
        ws="none",
        limit_concurrency=settings.connections,
        log_config=None,
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=round(settings.time_limit) + 5,
    )


def _allow_files() -> None:
    """Lets this process have as many connections open as the system lets it ask for."""
    most = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
