"""What a server shares with the worker that leads: whose turn it is to read the connections, and what the worker is at.

The worker has the turn but while the engine is at work. Who has it holds a lock of the kernel's, which is free again
when its holder has ended, however that went.
"""

import fcntl
import mmap
import os
import struct
import tempfile
from contextlib import suppress

STATE = struct.Struct("!QQ?")


class Board:
    """A lock, and what is written beside it, in a file that has no name. Server and worker each make their own of it."""

    def __init__(self, file: int | None = None) -> None:
        if file is None:
            with tempfile.TemporaryFile() as made:
                made.truncate(STATE.size)
                file = os.dup(made.fileno())
        self.file = file
        self._memory = mmap.mmap(file, STATE.size)

    def take_turn(self) -> bool:
        """Takes the turn; tells whether it was to be had, which it is no more once somebody has kept it."""
        with suppress(OSError):
            fcntl.lockf(self.file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return not STATE.unpack_from(self._memory)[2]
        return False

    def keep_turn(self) -> bool:
        """Takes the turn for good; tells whether it was to be had."""
        taken = self.take_turn()
        if taken:
            STATE.pack_into(self._memory, 0, *self.read(), True)
        return taken

    def leave_turn(self) -> None:
        """Leaves the turn to the other."""
        fcntl.lockf(self.file, fcntl.LOCK_UN)

    def write(self, looked: int, at: int) -> None:
        """Says how often the worker has looked who asks, and whose query it is at (0: nobody's)."""
        STATE.pack_into(self._memory, 0, looked, at, False)

    def read(self) -> tuple[int, int]:
        """What was written last."""
        looked, at, _ = STATE.unpack_from(self._memory)
        return looked, at

    def close(self) -> None:
        """Leaves the turn, and forgets all."""
        self._memory.close()
        os.close(self.file)
