"""What the server listens on: IPv4, IPv6, or the loopbacks of both; and the URLs that come of it."""

import socket

from emulator import ACCOUNT, Client, Emulator, exchange, has_ipv6, parse_answers, run_to_end
from tap import Skip, each, main

FOUR, SIX = "127.0.0.1", "::1"


def need_ipv6():
    if not has_ipv6():
        raise Skip("there is no IPv6 here")


def origin(address, port):
    return "http://%s:%d" % ("[%s]" % address if ":" in address else address, port)


WAYS_IN = [
    ("the loopback of IPv6", SIX, SIX),
    ("every address, by IPv6", "::", SIX),
    ("every address, by IPv4", "::", FOUR),
    ("localhost, by IPv4", "localhost", FOUR),
    ("localhost, by IPv6", "localhost", SIX),
]


@each(WAYS_IN)
def test_a_file_goes_in_and_comes_out_at(host, address):
    need_ipv6()
    with Emulator("--host", host) as server:
        api = Client(server.port, address=address)
        file = api.upload(b"content", fileName="a.txt", useUniqueFileName=False).expect(200).json()
        start = origin(address, server.port)
        assert file["url"] == "%s/%s/a.txt" % (start, ACCOUNT), file
        nobody = Client(server.port, None, address=address)
        answer = nobody.get(file["url"][len(start):]).expect(200)
        assert answer.body == b"content", answer
        told = nobody.get("/%s/none.png" % ACCOUNT).expect(404).header("x-emulator-explain")
        assert told.startswith(start + "/_emulator/journal?request="), told
        entries = nobody.get(told[len(start):]).expect(200).json()["entries"]
        assert len(entries) == 1, entries


@each(WAYS_IN)
def test_a_request_without_a_host_is_told_urls_of(host, address):
    need_ipv6()
    with Emulator("--host", host) as server:
        Client(server.port, address=address).upload(
            b"content", fileName="a.txt", useUniqueFileName=False).expect(200)
        answer = Client(server.port, address=address).get("/v1/files", Host="").expect(200)
        start = origin(address, server.port)
        assert answer.json()[0]["url"].startswith("%s/%s/a.txt?" % (start, ACCOUNT)), answer


@each([
    ("the loopback of IPv6", SIX, "[::1]"),
    ("every address", "::", "[::]"),
    ("localhost", "localhost", "localhost"),
])
def test_the_ready_line_names(host, wanted):
    need_ipv6()
    with Emulator("--host", host) as server:
        assert server.url == "http://%s:%d" % (wanted, server.port), server.url


@each([("the loopback of IPv6", SIX), ("every address", "::"), ("localhost", "localhost")])
def test_no_url_leads_into_the_server_that_listens_on(host):
    """Not by the library's own URLs, which are read without a connection: by the control plane's."""
    need_ipv6()
    with Emulator("--host", host, "--allow-remote", "any") as server:
        api = Client(server.port, address=SIX)
        for name in ["[::1]", "localhost", "[::]"]:
            url = "http://%s:%d/_emulator/state" % (name, server.port)
            answer = api.upload(url, fileName="a.json").expect(400)
            assert "leads to this server itself" in answer.json()["message"], answer


def test_the_library_s_own_url_is_read_at_ipv6():
    need_ipv6()
    with Emulator("--host", SIX) as server:
        api = Client(server.port, address=SIX)
        file = api.upload(b"content", fileName="a.txt").expect(200).json()
        copy = api.upload(file["url"], fileName="b.txt").expect(200).json()
        assert copy["size"] == len(b"content"), copy


def test_a_whole_url_with_an_ipv6_address_is_a_target():
    need_ipv6()
    with Emulator("--host", "::") as server:
        asked = ("GET http://[::1]:%d/_emulator/livez HTTP/1.1\r\nHost: [::1]\r\nConnection: close\r\n\r\n"
                 % server.port)
        answers = parse_answers(exchange(server.port, asked.encode()))
        assert [one.status for one in answers] == [200], answers


def test_clients_of_ipv4_are_on_the_loopback_where_every_address_is_listened_on():
    """At a socket of IPv6 they come as ::ffff:127.0.0.1; only others need the token."""
    need_ipv6()
    with Emulator("--host", "::", "--control-token", "token-of-the-test") as server:
        Client(server.port, None).get("/_emulator/journal").expect(200)


@each([("IPv4", FOUR, socket.AF_INET), ("IPv6", SIX, socket.AF_INET6)])
def test_localhost_wants_its_port_in(address, family):
    need_ipv6()
    with socket.create_server((address, 0), family=family) as taken:
        port = taken.getsockname()[1]
        code, _, stderr = run_to_end("--host", "localhost", "--port", port)
        assert code == 3 and address in stderr, (code, stderr)


if __name__ == "__main__":
    main(globals())
