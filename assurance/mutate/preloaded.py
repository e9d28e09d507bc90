"""Runs pytest in a process that has its libraries loaded: to import them takes far longer than most tests.

    preloaded.py serve SOCKET          imports what the workload imports, then waits
    preloaded.py run SOCKET WORDS...   runs `pytest WORDS...` in a fork of it; exits as pytest does
    preloaded.py stop SOCKET

The workload itself is left out, so that each run reads its files anew.
"""

import importlib
import os
import signal
import socket
import sys
from pathlib import Path

SECONDS = 60


def serve(path: str) -> None:
    import pytest

    sys.path.insert(0, ".")
    for file in Path("workload").glob("*.py"):
        importlib.import_module(f"workload.{file.stem}")
    for name in [name for name in sys.modules if name.split(".")[0] == "workload"]:
        del sys.modules[name]
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(path)
        server.listen()
        while True:
            client, _ = server.accept()
            words = client.makefile(encoding="utf-8").readline().split()
            if not words:
                return
            if os.fork() == 0:
                signal.alarm(SECONDS)
                # A test that starts a program asks for its exit code.
                signal.signal(signal.SIGCHLD, signal.SIG_DFL)
                for stream in (1, 2):
                    os.dup2(client.fileno(), stream)
                code = pytest.main(words)
                sys.stdout.flush()
                client.sendall(b"\n%d" % code)
                os._exit(0)
            client.close()


def ask(path: str, words: list[str]) -> int:
    with socket.socket(socket.AF_UNIX) as server:
        server.connect(path)
        server.sendall(" ".join(words).encode() + b"\n")
        output = b"".join(iter(lambda: server.recv(1 << 16), b""))
    text, _, code = output.decode(errors="replace").rpartition("\n")
    sys.stdout.write(text)
    return int(code) if code.isdecimal() else 1


if __name__ == "__main__":
    verb, place, *rest = sys.argv[1:]
    if verb == "serve":
        serve(place)
    elif verb == "stop":
        ask(place, [])
    else:
        sys.exit(ask(place, rest))
