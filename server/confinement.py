"""What a worker cannot do, whatever it is asked: use more memory than it may, or connect to anywhere."""

import ctypes
import platform
import resource
import signal
import struct
import sys
from pathlib import Path

SOCKET = {"x86_64": (0xC000003E, 41), "aarch64": (0xC00000B7, 198)}
"""By machine: what the kernel calls its architecture, and the number of the system call `socket`."""
PR_SET_PDEATHSIG, PR_SET_SECCOMP, PR_SET_NO_NEW_PRIVS = 1, 22, 38
LOAD, JUMP_IF_EQUAL, JUMP_IF_AT_LEAST, RETURN = 0x20, 0x15, 0x35, 0x06
ALLOW, REFUSE = 0x7FFF0000, 0x0005000D  # SECCOMP_RET_ALLOW, SECCOMP_RET_ERRNO | EACCES
OTHER_ABI = 0x40000000


def bound_memory(most: int) -> None:
    """Lets this process use so many bytes more than it uses now; leaves no core file behind when it ends of that."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    statm = Path("/proc/self/statm")
    if statm.exists():
        now = int(statm.read_text().split()[0]) * resource.getpagesize()
        resource.setrlimit(resource.RLIMIT_AS, (now + most, now + most))


def close_network() -> bool:
    """Lets this thread, and those that it starts, open no socket any more; tells whether this system can do that.

    A seccomp filter, which needs no privilege: https://www.kernel.org/doc/html/latest/userspace-api/seccomp_filter.html
    """
    if sys.platform != "linux" or platform.machine() not in SOCKET:
        return False
    architecture, call = SOCKET[platform.machine()]
    steps = (
        (LOAD, 0, 0, 4),  # the architecture
        (JUMP_IF_EQUAL, 0, 4, architecture),
        (LOAD, 0, 0, 0),  # the number of the call
        (JUMP_IF_AT_LEAST, 2, 0, OTHER_ABI),
        (JUMP_IF_EQUAL, 1, 0, call),
        (RETURN, 0, 0, ALLOW),
        (RETURN, 0, 0, REFUSE),
    )
    code = ctypes.create_string_buffer(b"".join(struct.pack("HBBI", *step) for step in steps))
    program = ctypes.create_string_buffer(struct.pack("HP", len(steps), ctypes.addressof(code)))
    libc = ctypes.CDLL(None)
    libc.prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
    return bool(libc.prctl(PR_SET_SECCOMP, 2, program, 0, 0) == 0)


def end_with_parent() -> None:
    """Ends this process when the one that made it is killed (Linux only; elsewhere a closed socket tells)."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
