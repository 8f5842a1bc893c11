"""Worker processes as the server sees them: how one is started, asked, slowed and ended (see server.worker)."""

from __future__ import annotations

import asyncio
import contextlib
import marshal
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import cast

from server.worker import ANSWER, HELLO, LENGTH, Job

NICENESS = 10


class Nursery:
    """The process that forks workers. A dead one forks no more: `alive` is False, `fork` raises OSError."""

    def __init__(self) -> None:
        self.control, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with theirs:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "server.worker", str(theirs.fileno())],
                pass_fds=[theirs.fileno()],
                stdin=subprocess.DEVNULL,
            )

    @property
    def alive(self) -> bool:
        """The process runs."""
        return self.process.poll() is None

    def fork(self, store: Path, memory: int) -> socket.socket:
        """Our end of a new worker's connection; `memory` in bytes."""
        ours, theirs = socket.socketpair()
        with theirs:
            socket.send_fds(self.control, [marshal.dumps((str(store), int(memory)))], [theirs.fileno()])
        ours.setblocking(False)
        return ours

    def close(self) -> None:
        """Let the process end; idle workers end with their connections, busy ones when they are killed."""
        self.control.close()
        self.process.wait()


class Worker(asyncio.Protocol):
    """One worker. `on_ready` is called when it has opened its store, `on_answer` with state, digest and body when it
    has answered, `on_lost` when it has ended; `reason` then says why it was killed, or is empty.
    """

    def __init__(
        self,
        release: str,
        on_ready: Callable[[Worker], None],
        on_answer: Callable[[Worker, int, bytes, bytes], None],
        on_lost: Callable[[Worker], None],
    ) -> None:
        self.release, self.on_ready, self.on_answer, self.on_lost = release, on_ready, on_answer, on_lost
        self.transport: asyncio.Transport | None = None
        self.pid = 0
        self.state, self.digest = 0, b""
        self.parts: list[bytes] = []
        self.missing = 0
        self.reason = ""
        self.started = self.rested = 0.0
        self.slow = self.nice = self.lost = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keep the transport."""
        self.transport = cast(asyncio.Transport, transport)

    def ask(self, job: Job) -> None:
        """Send a job, one at a time; `on_answer` or `on_lost` will be called."""
        message = marshal.dumps(tuple(job))
        cast(asyncio.Transport, self.transport).write(LENGTH.pack(len(message)) + message)

    def data_received(self, data: bytes) -> None:
        """The greeting, or a part of an answer."""
        if not self.pid:
            (self.pid,) = HELLO.unpack(data)
            self.on_ready(self)
            return
        if self.missing:
            self.parts.append(data)
            self.missing -= len(data)
        else:
            data = b"".join((*self.parts, data))
            if len(data) < ANSWER.size:
                self.parts = [data]
                return
            self.state, size, self.digest = ANSWER.unpack_from(data)
            self.parts = [data[ANSWER.size :]]
            self.missing = ANSWER.size + size - len(data)
        if not self.missing:
            parts, self.parts = self.parts, []
            self.on_answer(self, self.state, self.digest, b"".join(parts))

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002
        """The process has ended."""
        self.lost = True
        self.on_lost(self)

    @property
    def alive(self) -> bool:
        """The process is there: its end may not have been noticed yet."""
        try:
            os.kill(self.pid, 0)
        except ProcessLookupError:
            return False
        return not self.lost

    def kill(self, reason: str) -> None:
        """End the process at once."""
        if self.pid and not self.lost and not self.reason:
            self.reason = reason
            with contextlib.suppress(ProcessLookupError):
                os.kill(self.pid, signal.SIGKILL)

    def close(self) -> None:
        """Let the process end by itself when it has nothing to do."""
        if self.transport:
            self.transport.close()

    def yield_to_others(self) -> None:
        """Give the processor to whoever else wants it."""
        self.nice = True
        with contextlib.suppress(OSError):
            os.setpriority(os.PRIO_PROCESS, self.pid, NICENESS)

    def compete_again(self) -> bool:
        """Take the usual priority back; False where the system does not allow it."""
        try:
            os.setpriority(os.PRIO_PROCESS, self.pid, os.getpriority(os.PRIO_PROCESS, 0))
        except OSError:
            return False
        self.nice = False
        return True
