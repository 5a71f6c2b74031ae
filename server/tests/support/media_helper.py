"""The media helper, driven as the server drives it: a socket as its standard input, each message
four bytes of length and that much JSON, the image as an open file beside it.

    with MediaHelper() as helper:
        facts = helper.ask("probe", path)          # a dict; {"error": sentence} when it refuses
"""

import json
import os
import socket
import struct
import subprocess

HELPER = os.environ["EMULATOR_BIN"] + "-media"
DEADLINE_MS = 60000


class MediaHelper:
    def __init__(self, max_memory=512 << 20, max_pixels=100000000):
        self.max_pixels = max_pixels
        self.max_memory = max_memory

    def __enter__(self):
        self.socket, theirs = socket.socketpair()
        self.socket.settimeout(DEADLINE_MS / 1000)
        self.process = subprocess.Popen([HELPER, "--max-memory=%d" % self.max_memory],
                                        stdin=theirs, stdout=subprocess.DEVNULL)
        theirs.close()
        self.ready = self._receive()
        return self

    def __exit__(self, *_):
        self.socket.close()
        try:
            assert self.process.wait(DEADLINE_MS / 1000) == 0, self.process.returncode
        finally:
            if self.process.poll() is None:
                self.process.kill()
                self.process.wait()

    def _exactly(self, n):
        data = b""
        while len(data) < n:
            piece = self.socket.recv(n - len(data))
            assert piece, "the helper is gone"
            data += piece
        return data

    def _receive(self):
        return json.loads(self._exactly(struct.unpack(">I", self._exactly(4))[0]))

    def ask(self, verb, path):
        request = json.dumps({"do": verb, "max_pixels": self.max_pixels,
                              "deadline_ms": DEADLINE_MS}).encode()
        with open(path, "rb") as image:
            socket.send_fds(self.socket, [struct.pack(">I", len(request)) + request],
                            [image.fileno()])
            return self._receive()
