"""GET /_emulator/metrics: the text format, read by a parser that refuses what Prometheus would, and
the figures against what was asked."""

import re
import socket
import threading

from emulator import PRIVATE_KEY, Emulator
from tap import each, main

FOREIGN = "private_of_another"
LABEL = re.compile(r'([a-zA-Z_][a-zA-Z0-9_]*)="((?:[^"\\\n]|\\["\\n])*)"(?:,|$)')
SAMPLE = re.compile(r"([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\{([^}]*)\})? (\S+)$")
COUNT = "imagekit_emulator_requests_total"
TIME = "imagekit_emulator_request_duration_seconds"

server = Emulator()
set_up, tear_down = server.start, server.stop_cleanly


def labels_of(text):
    found, rest = {}, text or ""
    while rest:
        match = LABEL.match(rest)
        assert match, "bad labels: %s" % text
        assert match[1] not in found, "a label is there twice: %s" % text
        found[match[1]] = match[2]
        rest = rest[match.end():]
    return found


def family_of(name, kinds):
    for end in ("_bucket", "_sum", "_count"):
        if name.endswith(end) and kinds.get(name[:-len(end)]) == "histogram":
            return name[:-len(end)]
    return name


def parse(text):
    """{(name, frozenset of labels): value}, having refused what a scraper may not accept."""
    assert text.endswith("\n") and "\r" not in text
    kinds, helped, samples, closed, current = {}, set(), {}, set(), None
    for line in text.splitlines():
        if line.startswith("# "):
            _, what, name, rest = line.split(" ", 3)
            assert what in ("HELP", "TYPE") and rest, line
            if name != current:
                assert name not in closed, "%s begins twice" % name
                closed.add(name)
                current = name
            assert what == "HELP" or name not in kinds, "%s has two types" % name
            assert what == "TYPE" or name not in helped, "%s has two helps" % name
            if what == "HELP":
                helped.add(name)
            else:
                assert rest in ("counter", "gauge", "histogram"), line
                kinds[name] = rest
            continue
        match = SAMPLE.match(line)
        assert match, "not a sample: %r" % line
        labels = labels_of(match[2])
        assert family_of(match[1], kinds) == current, "%s is not below its type" % line
        key = (match[1], frozenset(labels.items()))
        assert key not in samples, "twice: %s" % line
        samples[key] = float(match[3])
    assert helped == set(kinds), helped ^ set(kinds)
    for name, kind in kinds.items():
        assert kind != "counter" or name.endswith("_total"), name
        assert kind != "histogram" or check_histograms(name, samples)
    assert all(value >= 0 for value in samples.values())
    return samples


def check_histograms(name, samples):
    """Buckets grow with their ends, the last one is +Inf and is the count."""
    series = {}
    for (sample, labels), value in samples.items():
        if sample == name + "_bucket":
            rest = dict(labels)
            end = float(rest.pop("le"))
            series.setdefault(frozenset(rest.items()), []).append((end, value))
    for labels, buckets in series.items():
        ends = [end for end, _ in buckets]
        values = [value for _, value in buckets]
        assert ends == sorted(set(ends)) and ends[-1] == float("inf"), ends
        assert values == sorted(values), values
        assert samples[name + "_count", labels] == values[-1]
        assert (name + "_sum", labels) in samples
    return True


def scrape(one=None):
    answer = (one or server).control("GET", "/metrics").expect(200)
    assert answer.header("content-type") == "text/plain; version=0.0.4; charset=utf-8"
    return parse(answer.text())


def value(samples, name, **labels):
    return samples.get((name, frozenset(labels.items())), 0)


def grown(before, name, **labels):
    return value(scrape(), name, **labels) - value(before, name, **labels)


def put(key=PRIVATE_KEY, content=b"x", name="a.txt"):
    return server.client(key).upload(content, fileName=name).expect(200).json()


# The parser --------------------------------------------------------------------------------------

@each([
    ("no end of the line", "# HELP a_total A.\n# TYPE a_total counter\na_total 1"),
    ("a counter without total", "# HELP a A.\n# TYPE a counter\na 1\n"),
    ("a sample without a type", "a_total 1\n"),
    ("a sample twice", "# HELP a A.\n# TYPE a gauge\na 1\na 1\n"),
    ("a type without help", "# TYPE a gauge\na 1\n"),
    ("a family in two places",
     "# HELP a A.\n# TYPE a gauge\n# HELP b B.\n# TYPE b gauge\nb 1\n# HELP a A.\na 1\n"),
    ("a sample in another family", "# HELP a A.\n# TYPE a gauge\n# HELP b B.\n# TYPE b gauge\na 1\n"),
    ("a label without quotes", "# HELP a A.\n# TYPE a gauge\na{b=c} 1\n"),
    ("a value that is none", "# HELP a A.\n# TYPE a gauge\na one\n"),
    ("a bucket that shrinks", "# HELP a A.\n# TYPE a histogram\na_bucket{le=\"1\"} 2\n"
     "a_bucket{le=\"+Inf\"} 1\na_sum 1\na_count 1\n"),
    ("a count that is another", "# HELP a A.\n# TYPE a histogram\na_bucket{le=\"+Inf\"} 1\n"
     "a_sum 1\na_count 2\n"),
    ("no last bucket", "# HELP a A.\n# TYPE a histogram\na_bucket{le=\"1\"} 1\na_sum 1\n"
     "a_count 1\n"),
])
def test_the_parser_refuses(text):
    try:
        parse(text)
    except (AssertionError, ValueError, KeyError):
        return
    raise AssertionError("it was accepted")


# The figures -------------------------------------------------------------------------------------

def test_a_new_server_has_counted_nothing():
    with Emulator() as fresh:
        samples = scrape(fresh)
        assert not [key for key in samples if key[0] in (COUNT, TIME + "_count")], samples
        assert value(samples, "imagekit_emulator_requests_in_flight") == 0
        assert value(samples, "imagekit_emulator_uploads_total") == 0


def test_requests_are_counted_by_operation_and_class():
    before = scrape()
    facts = put()
    server.client().details(facts["fileId"]).expect(200)
    server.client().details(facts["fileId"]).expect(200)
    server.client().details("0" * 24).expect(404)
    server.client("").get("/v1/files").expect(401)
    assert grown(before, COUNT, operation="files.upload", status="2xx") == 1
    assert grown(before, COUNT, operation="files.get", status="2xx") == 2
    assert grown(before, COUNT, operation="files.get", status="4xx") == 1
    assert grown(before, COUNT, operation="assets.list", status="4xx") == 1
    assert grown(before, TIME + "_count", operation="files.get") == 3
    assert grown(before, TIME + "_sum", operation="files.get") > 0


def test_what_fits_no_route_is_none_and_what_is_missing_501():
    before = scrape()
    server.client().get("/v1/nonsense").expect(404)
    server.client().get("/v1/nonsense/" + "x" * 40).expect(404)
    server.client().get("/v1/accounts/usage").expect(501)
    assert grown(before, COUNT, operation="none", status="4xx") == 2
    assert grown(before, COUNT, operation="accounts.usage.get", status="5xx") == 1
    assert not [key for key in scrape() if "nonsense" in str(key)]


def test_delivery_is_one_operation():
    facts = put(content=b"delivered", name="d.txt")
    before = scrape()
    server.client(None).fetch(facts["url"]).expect(200)
    server.client(None).get("/demo/there-is-no-such-file").expect(404)
    assert grown(before, COUNT, operation="delivery", status="2xx") == 1
    assert grown(before, COUNT, operation="delivery", status="4xx") == 1


def test_the_control_plane_is_not_counted():
    before = scrape()
    for path in ("/livez", "/info", "/clock", "/nonsense", "/metrics"):
        server.control("GET", path)
    after = scrape()
    for gone in ("imagekit_emulator_uptime_seconds", "process_resident_memory_bytes"):
        for samples in (before, after):
            del samples[gone, frozenset()]
    assert before == after


def test_every_request_is_counted_once_by_many_clients():
    before = scrape()
    keys = ["private_counted_%d" % number for number in range(8)]

    def work(key):
        for _ in range(25):
            server.client(key).get("/v1/files").expect(200)

    threads = [threading.Thread(target=work, args=(key,)) for key in keys]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert grown(before, COUNT, operation="assets.list", status="2xx") == 200
    assert value(scrape(), "imagekit_emulator_requests_in_flight") == 0
    assert "private_counted" not in server.control("GET", "/metrics").text()


def test_uploads_are_counted_with_the_bytes_of_their_files():
    before = scrape()
    put(content=b"x" * 1000)
    put(FOREIGN, content=b"y" * 234)
    server.client().upload(b"z" * 99, fileName="").expect(400)
    assert grown(before, "imagekit_emulator_uploads_total") == 2
    assert grown(before, "imagekit_emulator_upload_bytes_total") == 1234


def test_a_request_is_in_flight_until_it_is_answered():
    with socket.create_connection(("127.0.0.1", server.port)) as slow:
        slow.sendall(b"POST /api/v1/files/upload HTTP/1.1\r\nHost: x\r\nContent-Length: 500\r\n"
                     b"Content-Type: multipart/form-data; boundary=b\r\n\r\n--b\r\n")
        for _ in range(1000):
            if value(scrape(), "imagekit_emulator_requests_in_flight") == 1:
                break
        else:
            raise AssertionError("it never was in flight")
    for _ in range(1000):
        if value(scrape(), "imagekit_emulator_requests_in_flight") == 0:
            return
    raise AssertionError("it still is in flight")


def test_jobs_are_pending_until_they_are_done():
    with Emulator("--job-delay", "60", "--clock", "2026-01-02T03:04:05Z") as one:
        for key in (PRIVATE_KEY, FOREIGN):
            api = one.client(key)
            api.upload(b"x", fileName="a.txt", folder="/a").expect(200)
            api.send_json("POST", "/v1/bulkJobs/copyFolder",
                          {"sourceFolderPath": "/a", "destinationPath": "/b"}).expect(200)
        assert value(scrape(one), "imagekit_emulator_jobs_pending") == 2
        one.control("POST", "/clock/advance?account=demo", {"seconds": 60}).expect(200)
        assert value(scrape(one), "imagekit_emulator_jobs_pending") == 1
        one.advance(seconds=60)
        assert value(scrape(one), "imagekit_emulator_jobs_pending") == 0


def test_the_process_tells_its_memory_and_its_age():
    first, second = scrape(), scrape()
    memory = value(first, "process_resident_memory_bytes")
    assert 1 << 20 < memory < 4 << 30, memory
    with open("/proc/%d/statm" % server.pid) as statm:
        assert memory < 2 * 4096 * int(statm.read().split()[1])
    age = "imagekit_emulator_uptime_seconds"
    assert 0 < value(first, age) < value(second, age)


def test_a_reset_leaves_the_counts():
    put()
    before = scrape()
    server.reset()
    assert value(scrape(), COUNT, operation="files.upload", status="2xx") == value(
        before, COUNT, operation="files.upload", status="2xx") > 0


if __name__ == "__main__":
    main(globals())
