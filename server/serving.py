"""Serving the application at an address until stopped."""

import resource
import signal
import socket
import sys

import uvicorn

from server.app import create_app
from server.connection import configured
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


def _allow_files() -> None:
    """Lets this process have as many connections open as the system lets it ask for."""
    most = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
