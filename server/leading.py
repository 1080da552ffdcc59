"""The work of a worker that leads: plain requests, answered over the clients' own connections while each takes no time.

    server ──▶ a connection: its number, with its descriptor; the number 0 asks for all of them
           ◀── its number, with what the client has not taken of its answer: the connection is the server's again

A request is looked at where it is, and taken out of the connection when its answer is ready. So the server finds there
what it gets back: a request that is not plain, a problem, a long answer. While the engine is at work, the turn to read is
free (`board`). When the server has taken it, all connections are the server's, and the query is a job like any other.
"""

import select
import socket
import struct
from collections.abc import Mapping
from email.utils import formatdate
from itertools import count
from secrets import randbits
from time import monotonic, thread_time, time
from typing import Any

from graph.releases import look
from server import reading
from server.answering import OK, Answers, Found, Wanted
from server.board import Board
from server.cache import Cache
from server.heads import Edition, run_headers
from server.plain import LONGEST
from server.wire import BACK, ENDED, HEAD, TOLD, Job, Reply, Role, Sent, message, problem_message

SLOW = 0.005
"""Seconds of the processor that a query may take of those that take no time."""
ROUND = 1.0
"""Seconds between looks for connections that nobody uses, and at most until the server is told what was answered."""
PEEK = socket.MSG_PEEK | socket.MSG_DONTWAIT
NUMBER = struct.Struct("!Q")


class Deposed(Exception):
    """The server has the turn."""


class Client:
    """A connection, by the number that the server gave it."""

    def __init__(self, number: int, descriptor: int) -> None:
        self.number = number
        self.socket = socket.socket(fileno=descriptor)
        self.used = monotonic()


def lead(wire: socket.socket, role: Role, source: "reading.Source", told: dict[str, Any]) -> None:
    """Answers connections until the server asks for them, or has the turn."""
    _, [file], *_ = socket.recv_fds(wire, NUMBER.size, 1)
    board = Board(file)
    leader = _Leader(wire, board, role, source, told)
    try:
        if board.take_turn():
            leader.answer_all()
            wire.sendall(message(ENDED, b""))
    except Deposed:
        pass  # what was asked of the engine is answered
    finally:
        leader.close()
        board.close()


class _Leader:
    def __init__(
        self, wire: socket.socket, board: Board, role: Role, source: "reading.Source", told: dict[str, Any]
    ) -> None:
        self._wire, self._board, self._role, self._source = wire, board, role, source
        self._edition = Edition(*told["edition"])
        self._pointer, self._seen = told["pointer"], tuple(told["seen"])
        self._limit, self._idle = told["limit"], told["idle"]
        self._answers = Answers(
            Cache(told["cache"]), longest_query=told["longest_query"], most_rows=role.most_rows
        )
        self._clients: dict[int, Client] = {}
        """By descriptor."""
        self._poll = select.epoll()
        self._poll.register(wire, select.EPOLLIN)
        self._looked = 0
        self._ids = count(randbits(63))
        self._seconds: list[float] = []
        """What the queries took that the server does not know of."""
        self._second, self._date = 0, b""

    def answer_all(self) -> None:
        """Answers whoever asks."""
        next_round = monotonic() + ROUND
        while True:
            ready = self._poll.poll(ROUND)
            self._looked += 1
            for descriptor, _ in ready:
                client = self._clients.get(descriptor)
                if client:
                    rest = self._answer(client)
                    if rest is not None:
                        self._give_back(client, rest)
                elif not self._take():
                    return
            if (now := monotonic()) > next_round:
                next_round = now + ROUND
                self._tell()
                for client in [each for each in self._clients.values() if each.used < now - self._idle]:
                    self._give_back(client, b"")

    def close(self) -> None:
        """Lets go of everything."""
        for client in self._clients.values():
            client.socket.close()
        self._poll.close()

    def _take(self) -> bool:
        """Takes a connection; tells whether there is more to do."""
        number, descriptors, *_ = socket.recv_fds(self._wire, NUMBER.size, 1)
        if not descriptors:
            for client in [*self._clients.values()]:
                self._give_back(client, b"")
            self._tell()
            return False
        client = Client(NUMBER.unpack(number)[0], descriptors[0])
        self._clients[descriptors[0]] = client
        self._poll.register(descriptors[0], select.EPOLLIN)
        return True

    def _give_back(self, client: Client, rest: bytes) -> None:
        self._poll.unregister(client.socket)
        del self._clients[client.socket.fileno()]
        client.socket.close()
        self._wire.sendall(message(BACK, NUMBER.pack(client.number) + rest))

    def _tell(self) -> None:
        """Tells the server what was answered."""
        taken, self._seconds = self._seconds, []
        hits, self._answers.cache.hits = self._answers.cache.hits, 0
        if taken or hits:
            self._wire.sendall(message(TOLD, struct.pack(f"!I{len(taken)}d", hits, *taken)))

    def _answer(self, client: Client) -> bytes | None:
        """Answers what a client asks; gives what it has not taken of that, if the connection is no longer for us."""
        try:
            data = client.socket.recv(LONGEST + 1, PEEK)
        except BlockingIOError:
            return None
        except OSError:
            return b""
        if not data or len(data) > LONGEST or look(self._pointer) != self._seen:
            return b""
        found = self._answers.find(data, self._edition)
        slow = False
        if isinstance(found, Wanted):
            begun = thread_time()
            found = self._ask(client, found)
            slow = thread_time() - begun > SLOW
        if found is None:
            return b""
        client.socket.recv(len(data))
        client.used = monotonic()
        head = found.start + self._standing() + found.head
        try:
            sent = client.socket.sendmsg((head, found.body), (), socket.MSG_DONTWAIT)
        except BlockingIOError:
            sent = 0
        except OSError:
            return b""
        rest = (head + found.body)[sent:] if sent < len(head) + len(found.body) else b""
        return rest if rest or slow else None

    def _ask(self, client: Client, wanted: Wanted) -> Found | None:
        """The engine's answer; None where the server is to ask for it."""
        begun = monotonic()
        output = _Output(self._wire, self._board)
        self._board.write(self._looked, client.number)
        self._board.leave_turn()
        try:
            reading.answer(output, self._role, self._source, Job.read(wanted.job[HEAD.size :]))
        except BrokenPipeError:
            raise
        except Exception as error:
            if output.has_turn or (not output.deposed and self._board.take_turn()):
                self._board.write(self._looked, 0)
                return None
            self._wire.sendall(problem_message(error))
            raise Deposed from error
        reply = output.reply
        if reply is None:
            raise Deposed
        self._board.write(self._looked, 0)
        self._seconds.append(monotonic() - begun)
        self._answers.keep(wanted, reply)
        return Found(OK, wanted.head(reply, run_headers(f"{next(self._ids):016x}", self._limit)), reply.body)

    def _standing(self) -> bytes:
        """The headers of every answer in this second."""
        second = int(time())
        if second != self._second:
            self._second, self._date = second, f"date: {formatdate(second, usegmt=True)}\r\n".encode()
        return self._date


class TooLong(Exception):
    """An answer is not whole at once, and the server is to ask for it."""


class _Output:
    """Takes a whole answer, and the turn; if the server has that, it is the server's answer."""

    def __init__(self, wire: socket.socket, board: Board) -> None:
        self._wire, self._board = wire, board
        self._sent: Sent | None = None
        self.reply: Reply | None = None
        self.has_turn = False

    @property
    def deposed(self) -> bool:
        """Whether the server gets the answer."""
        return self._sent is not None

    def begin(self, head: Mapping[str, Any], body: bytes, *, whole: bool) -> None:
        """Takes an answer."""
        self.has_turn = self._board.take_turn()
        if not self.has_turn:
            self._sent = Sent(self._wire)
            self._sent.begin(head, body, whole=whole)
        elif whole:
            self.reply = Reply(head, body, whole)
        else:
            raise TooLong

    def go_on(self, body: bytes, *, last: bool) -> None:
        """Takes more of an answer, which is the server's."""
        assert self._sent is not None  # noqa: S101 - it took the beginning
        self._sent.go_on(body, last=last)
