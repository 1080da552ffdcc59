"""Workers are shared among clients: whoever sends most waits most, and gives way first."""

import asyncio

import pytest

from server.loans import Loan, Loans
from server.problem import Problem
from server.worker import Worker


def waiting(loans: Loans, clients: str) -> list[Loan]:
    """A loan that waits for each letter, which is its client."""
    made = [Loan(client, lambda: None) for client in clients]
    for each in made:
        loans.wait(each)
    return made


def worker() -> Worker:
    return Worker.__new__(Worker)  # nobody asks it anything


def order(loans: Loans) -> str:
    """The clients in the order in which they get one worker that each gives back at once."""
    got = ""
    while loans:
        loan = loans.next()
        loans.hand(loan, worker())
        loans.take_back(loan)
        got += loan.client
    return got


def test_clients_that_have_as_many_take_turns_however_many_they_send() -> None:
    async def scenario() -> None:
        loans = Loans()
        waiting(loans, "aaaabcb")
        assert (loans.waiting, order(loans), loans.waiting) == (7, "abcabaa", 0)

    asyncio.run(scenario())


def test_who_has_fewer_workers_is_next() -> None:
    async def scenario() -> None:
        loans = Loans()
        first, *_ = waiting(loans, "aab")
        loans.hand(loans.next(), worker())
        assert (first in loans, loans.lent, loans.next().client, loans.next().client) == (True, 1, "b", "a")

    asyncio.run(scenario())


def test_who_has_left_is_nobodys_turn() -> None:
    async def scenario() -> None:
        loans = Loans()
        first, _, third = waiting(loans, "abc")
        loans.leave(first)
        loans.leave(third)
        loans.leave(third)
        assert (loans.waiting, order(loans)) == (1, "b")

    asyncio.run(scenario())


def test_the_latest_of_the_client_with_the_most_gives_way_one_at_a_time() -> None:
    async def scenario() -> None:
        loans = Loans()
        assert loans.to_give_way() is None
        made = waiting(loans, "abbc")
        for since, each in enumerate(made):
            loans.leave(each)
            loans.hand(each, worker())
            each.since = since
        latest = loans.to_give_way()
        assert latest is made[2]
        latest.asked = True
        assert loans.to_give_way() is None
        loans.take_back(latest)
        assert loans.to_give_way() is made[3]

    asyncio.run(scenario())


def test_all_who_wait_are_told_when_there_will_be_no_worker() -> None:
    async def scenario() -> None:
        loans = Loans()
        made = waiting(loans, "aba")
        loans.refuse(Problem(503, "restarting", "not now"))
        assert loans.waiting == 0
        for each in made:
            assert each.coming is not None
            with pytest.raises(Problem, match="not now"):
                await each.coming

    asyncio.run(scenario())
