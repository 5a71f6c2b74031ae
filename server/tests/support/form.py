"""multipart/form-data bodies for tests: ordinary ones, and ones with a fault put in by hand.

    body, content_type = Form().text("fileName", "a.txt").binary("file", b"bytes").encode()
"""


class Form:
    """Parts keep the order in which they were added."""

    def __init__(self, boundary="----emulator-test-boundary-7d9f2c"):
        self.boundary = boundary
        self.parts = []

    def text(self, name, value, **headers):
        """value: str or bytes. More headers of the part by keyword: content_type='text/plain'."""
        return self.part('form-data; name="%s"' % name, value, **headers)

    def binary(self, name, content, filename="blob.bin", content_type="application/octet-stream"):
        """filename=None leaves the parameter out."""
        disposition = 'form-data; name="%s"' % name
        if filename is not None:
            disposition += '; filename="%s"' % filename
        return self.part(disposition, content, content_type=content_type)

    def part(self, disposition, content, **headers):
        """A part whose Content-Disposition is given whole (str, or bytes for odd encodings)."""
        lines = [b"Content-Disposition: " + _bytes(disposition)]
        for name, value in headers.items():
            if value is not None:
                lines.append(_bytes(name.replace("_", "-")) + b": " + _bytes(value))
        return self.raw_part(b"\r\n".join(lines), content)

    def raw_part(self, head, content):
        """A part whose header block is given as bytes."""
        self.parts.append((head, _bytes(content)))
        return self

    def content_type(self):
        return "multipart/form-data; boundary=" + self.boundary

    def body(self):
        line = b"--" + self.boundary.encode()
        out = b""
        for head, content in self.parts:
            out += line + b"\r\n" + head + b"\r\n\r\n" + content + b"\r\n"
        return out + line + b"--\r\n"

    def encode(self):
        return self.body(), self.content_type()


def _bytes(value):
    return value if isinstance(value, bytes) else value.encode("utf-8")
