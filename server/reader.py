"""A reader: a worker that does one job after another over a release."""

import json
import socket
from contextlib import suppress

from server.leading import lead
from server.reading import Source, answer
from server.wire import HEAD, Job, Role, Sent, problem_message


def receive(connection: socket.socket) -> bytes | None:
    """The body of the next message, and nothing of what comes after it; None when there will be none."""
    head = connection.recv(HEAD.size, socket.MSG_WAITALL)
    if len(head) < HEAD.size:
        return None
    size, _ = HEAD.unpack(head)
    body = connection.recv(size, socket.MSG_WAITALL)
    return body if len(body) == size else None


def work(connection: socket.socket, role: Role, source: Source) -> None:
    """Does one job after another until the server hangs up, be it in the middle of an answer."""
    with suppress(BrokenPipeError):
        while (body := receive(connection)) is not None:
            try:
                job = Job.read(body)
                if job.kind == "lead":
                    lead(connection, role, source, json.loads(job.text))
                else:
                    answer(Sent(connection), role, source, job)
            except BrokenPipeError:
                raise
            except Exception as error:  # noqa: BLE001 - whatever it is, the client is told
                connection.sendall(problem_message(error))
