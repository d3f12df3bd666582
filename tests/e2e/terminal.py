"""A program at a terminal that asks something."""

import os
import pty


def answer(command, text, meanwhile=lambda: None):
    """Runs a command, answers its question after `meanwhile`; the exit code and what stood there."""
    pid, terminal = pty.fork()
    if pid == 0:
        os.execv(command[0], command)
    said = b""
    while b"Type" not in said:
        said += os.read(terminal, 1024)
    meanwhile()
    os.write(terminal, text.encode() + b"\n")
    try:
        while part := os.read(terminal, 1024):
            said += part
    except OSError:  # the other end is closed
        pass
    os.close(terminal)
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]), said.decode()
