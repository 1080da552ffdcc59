"""A process that makes workers by forking: a new one is there in milliseconds, with all that it needs loaded.

It is told over a socket, one JSON object at a time:

    {"fork": ROLE}  with one end of a socket pair: makes a worker that reads its jobs there; answers its process id
    {"end": PID}    kills a worker, if it still runs; answers the signal that ended it, 0 for none

It opens no database that is written to, and none while it forks; with one in memory it has a single thread.
"""

import contextlib
import json
import os
import signal
import socket
import sys
import threading
from pathlib import Path

from pyoxigraph import RdfFormat, Store

from graph import dataset
from graph.store import StoreError
from ontology import Namespaces
from server import reader, reading, writing
from server.confinement import bound_memory, close_network, end_with_parent
from server.logs import log_to_stderr
from server.wire import ENDED, Role, message, problem_message

DATABASE = 1 << 30
"""Bytes of address space that a database needs which is written to, whatever is asked of it."""
STACK = 256 << 20
"""Bytes of stack of the thread that works: nested queries of 100,000 characters do not overflow it."""


def main(control: socket.socket, loaded: tuple[Path, Namespaces] | None) -> None:
    """Makes workers until the server closes the socket; holds a release in memory if one is named."""
    merged = in_memory(*loaded) if loaded else None
    workers: set[int] = set()
    with contextlib.suppress(ConnectionError):  # the server is gone, however it went
        control.sendall(b"{}")
        while (received := socket.recv_fds(control, 1 << 16, 1))[0]:
            told = json.loads(received[0])
            if "fork" in told:
                pid = os.fork()
                if pid == 0:
                    control.close()
                    with contextlib.suppress(ConnectionError):  # nobody waits for this worker any more
                        _work(socket.socket(fileno=received[1][0]), Role.from_json(told["fork"]), merged)
                    os._exit(0)
                os.close(received[1][0])
                workers.add(pid)
                control.sendall(json.dumps(pid).encode())
            else:
                workers.discard(told["end"])
                control.sendall(json.dumps(_end(told["end"])).encode())
    for pid in workers:
        _end(pid)


def in_memory(release: Path, names: Namespaces) -> Store:
    """What the default dataset shows of a release, merged in memory into one graph.

    One graph is asked faster than several, and has once what several have. Another process reads the release, so
    that this one keeps a single thread and can be forked.
    """
    reading_end, writing_end = os.pipe()
    reader = os.fork()
    if reader == 0:
        os.close(reading_end)
        with contextlib.suppress(BrokenPipeError), os.fdopen(writing_end, "wb", buffering=1 << 20) as pipe:
            whole = Store.read_only(str(release))
            for graph in dataset.default_dataset(names):
                whole.dump(pipe, RdfFormat.N_TRIPLES, from_graph=graph)
        os._exit(0)
    os.close(writing_end)
    merged = Store()
    with os.fdopen(reading_end, "rb", buffering=1 << 20) as pipe:
        merged.bulk_load(pipe, RdfFormat.N_TRIPLES)
    if os.waitpid(reader, 0)[1] != 0:
        raise OSError(f"release {release.name} cannot be read to its end")
    return merged


def _end(pid: int) -> int:
    with contextlib.suppress(ProcessLookupError):
        os.kill(pid, signal.SIGKILL)
    status = os.waitpid(pid, 0)[1]
    return os.WTERMSIG(status) if os.WIFSIGNALED(status) else 0


def _work(connection: socket.socket, role: Role, merged: Store | None) -> None:
    """Says that it is ready, and works in a thread with a deep stack, since the engine recurses as deep as a query.

    Never returns.
    """
    source = None
    if role.release:
        try:
            source = reading.Source(Store.read_only(str(role.release)), merged)
        except (OSError, RuntimeError) as error:
            connection.sendall(problem_message(StoreError(role.release, "unusable", str(error))))
            os._exit(1)
    connection.sendall(message(ENDED, b""))
    end_with_parent()
    bound_memory(STACK + role.memory + (0 if source else DATABASE))
    if not role.allowed and not role.endpoint:
        close_network()

    def work() -> None:
        try:
            if source is None:
                writing.work(connection, role)
            else:
                reader.work(connection, role, source)
        finally:
            os._exit(0)

    threading.stack_size(STACK)
    threading.Thread(target=work).start()
    threading.Event().wait()


if __name__ == "__main__":
    log_to_stderr("error")
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    end_with_parent()
    release = (Path(sys.argv[2]), Namespaces(sys.argv[3])) if len(sys.argv) > 2 else None
    main(socket.socket(fileno=int(sys.argv[1])), release)
