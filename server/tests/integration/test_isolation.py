"""A hundred clients with a hundred keys at the same time: each has its own library, clock, faults, rate
limits, jobs, journal and reset, and every answer that one gets is what it would be alone.

All do the same things at the same time with different values; between two acts they wait for each other,
so that what one sets is there while all the others look.
"""

import concurrent.futures
import datetime
import threading

from emulator import HELP, SLOWNESS, Emulator
from library_calls import NO_FILE, START, START_MS
from tap import each, main

CLIENTS = 100
JOB_SECONDS = 5
LIMITED = {"message": "Too many requests. Please try again later."}
NOT_FOUND = {"message": NO_FILE, "help": HELP}

server = Emulator("--clock", START, "--job-delay", JOB_SECONDS, "--purge-delay", JOB_SECONDS,
                  "--journal-entries", 50000, "--journal-bytes", 64 << 20)
acts = []
played = []
problems = []
players = []


def iso(ms):
    at = datetime.datetime.fromtimestamp(ms // 1000, datetime.timezone.utc)
    return "%s.%03dZ" % (at.strftime("%Y-%m-%dT%H:%M:%S"), ms % 1000)


def act(function):
    """The acts are played in the order in which they stand here."""
    acts.append(function)
    return function


def same(got, wanted):
    assert got == wanted, "\ngot    %r\nwanted %r" % (got, wanted)


class Player:
    """One client and what it knows to be true of its account."""

    def __init__(self, number):
        self.number = number
        self.api = server.client("private_isolated_%d" % number)
        self.id = self.api.imagekit_id
        self.now = START_MS + number * 3600000 + number
        self.files = {}    # path: (id, bytes, created)
        self.sent = []     # the request ids of what went to the API, in order
        self.job = self.purge = None

    @property
    def resets(self):
        return self.number % 4 == 0

    def send(self, method, path, value=None):
        answer = (self.api.request(method, path) if value is None
                  else self.api.send_json(method, path, value))
        self.sent.append(answer.header("x-request-id"))
        return answer

    def control(self, method, path, value=None):
        join = "&" if "?" in path else "?"
        return server.control(method, path + join + "account=" + self.id, value)

    def advance(self, ms):
        self.now += ms
        got = self.control("POST", "/clock/advance", {"milliseconds": ms}).expect(200).json()
        same(got["now"], iso(self.now))

    def put(self, path, content):
        folder, _, name = path.rpartition("/")
        answer = self.api.upload(content, fileName=name, folder=folder or "/",
                                 useUniqueFileName=False)
        self.sent.append(answer.header("x-request-id"))
        facts = answer.expect(200).json()
        same((facts["filePath"], facts["size"]), (path, len(content)))
        same(facts["versionInfo"]["name"], "Version 1")
        self.files[path] = facts["fileId"], content, self.now

    def listed(self):
        rows = self.send("GET", "/v1/files?limit=1000").expect(200).json()
        return {row["filePath"]: (row["fileId"], row["createdAt"]) for row in rows}

    def check_library(self):
        same(self.listed(), {path: (file_id, iso(created))
                             for path, (file_id, _, created) in self.files.items()})

    def neighbour(self):
        return players[(self.number + 1) % len(players)]


@act
def accounts_come_into_being(p):
    same(p.send("GET", "/v1/files").expect(200).json(), [])


@act
def each_has_a_clock_of_its_own(p):
    same(p.control("GET", "/clock").expect(200).json()["now"], START)
    p.control("PUT", "/clock", {"mode": "frozen", "time": iso(p.now)}).expect(200)


@act
def each_stores_files_of_the_same_names(p):
    for number in range(1 + p.number % 3):
        p.advance(1000 + p.number)
        p.put("/shared/%d.txt" % number, b"of %d, file %d" % (p.number, number))
    p.put("/only-%d.txt" % p.number, b"of %d alone" % p.number)


@act
def each_sees_its_own_files(p):
    p.check_library()
    for path, (file_id, content, created) in p.files.items():
        facts = p.send("GET", "/v1/files/%s/details" % file_id).expect(200).json()
        same((facts["filePath"], facts["createdAt"]), (path, iso(created)))
        answer = p.api.fetch(p.api.endpoint + path).expect(200)
        p.sent.append(answer.header("x-request-id"))
        same(answer.body, content)


@act
def nobody_reaches_the_files_of_another(p):
    for path, (file_id, _, _) in p.neighbour().files.items():
        for method, target in (("GET", "/v1/files/%s/details"), ("DELETE", "/v1/files/%s"),
                               ("GET", "/v1/files/%s/versions")):
            answer = p.send(method, target % file_id).expect(404)
            same(answer.json(), NOT_FOUND)
        found = p.send("GET", "/v1/files?name=" + path.rpartition("/")[2]).expect(200).json()
        same([row["filePath"] for row in found], [path] if path in p.files else [])


@act
def each_has_fields_of_its_own(p):
    kind = ("Text", "Number", "Boolean")[p.number % 3]
    p.send("POST", "/v1/customMetadataFields", {
        "name": "mark", "label": "Mark", "schema": {"type": kind}}).expect(201)
    path = "/v1/files/%s/details" % p.files["/shared/0.txt"][0]
    for value, wanted in (("text", "Text"), (5, "Number"), (True, "Boolean")):
        answer = p.send("PATCH", path, {"customMetadata": {"mark": value}})
        same(answer.status, 200 if kind == wanted else 400)
    rows = p.send("GET", "/v1/customMetadataFields").expect(200).json()
    same([(row["name"], row["schema"]["type"]) for row in rows], [("mark", kind)])


@act
def each_sets_faults(p):
    p.control("PUT", "/faults", {"faults": [
        {"match": {"operation": "files.get"}, "status": 500 + p.number % 50,
         "after": p.number % 2, "times": 2, "body": {"of": p.number}}]}).expect(200)


@act
def each_meets_its_own_faults(p):
    file_id = p.files["/shared/0.txt"][0]
    met = []
    for turn in range(4):
        answer = p.send("GET", "/v1/files/%s/details" % file_id)
        if p.number % 2 <= turn < p.number % 2 + 2:
            same((answer.status, answer.json()), (500 + p.number % 50, {"of": p.number}))
            met.append(p.sent[-1])
        else:
            same(answer.expect(200).json()["fileId"], file_id)
    told = p.control("GET", "/faults").expect(200).json()
    same([met["request"] for met in told["faults"][0]["requests"]], met)
    same((told["completed"], len(told["faults"])), (True, 1))


@act
def each_sets_rate_limits(p):
    p.control("PUT", "/rate-limits", {"groups": {"read": [
        {"limit": 2 + p.number % 5, "intervalMs": 1000 + p.number}]}}).expect(200)


@act
def each_is_limited_by_its_own(p):
    limit = 2 + p.number % 5
    for turn in range(limit + 2):
        answer = p.send("GET", "/v1/files?limit=1")
        same(answer.status, 200 if turn < limit else 429)
        same((answer.header("x-ratelimit-limit"), answer.header("x-ratelimit-interval")),
             (str(limit), str(1000 + p.number)))
    same((answer.json(), answer.header("x-ratelimit-reset")), (LIMITED, str(1000 + p.number)))
    p.advance(999 + p.number)
    p.send("GET", "/v1/files?limit=1").expect(429)
    p.advance(1)
    p.send("GET", "/v1/files?limit=1").expect(200)
    p.control("DELETE", "/rate-limits").expect(204)
    p.check_library()


@act
def each_has_jobs_of_its_own(p):
    p.job = p.send("POST", "/v1/bulkJobs/renameFolder", {
        "folderPath": "/shared", "newFolderName": "renamed"}).expect(202).json()["jobId"]
    p.purge = p.send("POST", "/v1/files/purge", {
        "url": p.api.endpoint + "/a.jpg"}).expect(201).json()["requestId"]


@act
def nobody_knows_the_jobs_of_another(p):
    other = p.neighbour()
    p.send("GET", "/v1/bulkJobs/" + other.job).expect(404)
    p.send("GET", "/v1/files/purge/" + other.purge).expect(400)
    status = p.send("GET", "/v1/bulkJobs/" + p.job).expect(200).json()["status"]
    same(status, "Pending")


@act
def the_clock_of_one_ends_its_own_jobs(p):
    """Those of odd numbers wait no longer; the others' jobs stay as they are."""
    if p.number % 2:
        p.advance(JOB_SECONDS * 1000)


@act
def jobs_are_done_by_the_clock_of_their_account(p):
    job = p.send("GET", "/v1/bulkJobs/" + p.job).expect(200).json()
    purge = p.send("GET", "/v1/files/purge/" + p.purge).expect(200).json()
    done = "Completed" if p.number % 2 else "Pending"
    same((job["status"], purge["status"]), (done, done))
    if p.number % 2:
        p.files = {path.replace("/shared/", "/renamed/"): facts
                   for path, facts in p.files.items()}
    p.check_library()


@act
def each_journal_has_its_own_requests(p):
    got = p.control("GET", "/journal").expect(200).json()
    same({entry["account"] for entry in got["entries"]}, {p.id})
    same([entry["requestId"] for entry in got["entries"]], p.sent)
    got = p.control("GET", "/journal?operation=files.upload").expect(200).json()
    same((got["matched"], len(got["entries"])), (2 + p.number % 3, 2 + p.number % 3))


@act
def some_reset_while_the_others_work(p):
    if p.resets:
        p.control("POST", "/reset").expect(204)
        p.files, p.sent, p.now = {}, [], START_MS
    else:
        p.put("/beside.txt", b"while others reset")
        p.send("GET", "/v1/files?limit=1").expect(200)
    p.check_library()


@act
def a_reset_takes_what_is_its_accounts_alone(p):
    p.check_library()
    fields = p.send("GET", "/v1/customMetadataFields").expect(200).json()
    same(len(fields), 0 if p.resets else 1)
    same(p.control("GET", "/clock").expect(200).json()["now"], iso(p.now))
    same(len(p.control("GET", "/faults").expect(200).json()["faults"]), 0 if p.resets else 1)
    p.send("GET", "/v1/bulkJobs/" + p.job).expect(404 if p.resets else 200)


@act
def the_journal_of_one_is_deleted_alone(p):
    if p.number % 4 == 1:
        got = p.control("DELETE", "/journal").expect(200).json()
        same(got["deleted"], len(p.sent))
        p.sent = []


@act
def what_is_left_of_the_journals_is_right(p):
    got = p.control("GET", "/journal").expect(200).json()
    same([entry["requestId"] for entry in got["entries"]], p.sent)


@act
def an_account_that_was_reset_works_again(p):
    p.put("/again.txt", b"again, %d" % p.number)
    p.check_library()


def play(number, together):
    """Whoever fails keeps the others from going on: what they would find means nothing."""
    for function in acts:
        try:
            together.wait(120 * SLOWNESS)
            function(players[number])
            played.append(function.__name__)
        except threading.BrokenBarrierError:
            return
        except Exception as problem:
            problems.append("%s, client %d: %s" % (function.__name__, number, repr(problem)))
            together.abort()
            return


def set_up():
    server.start()
    players.extend(Player(number) for number in range(CLIENTS))
    together = threading.Barrier(CLIENTS)
    with concurrent.futures.ThreadPoolExecutor(CLIENTS) as pool:
        for number in range(CLIENTS):
            pool.submit(play, number, together)


tear_down = server.stop_cleanly


@each((function.__name__.replace("_", " "), function.__name__) for function in acts)
def test_each_alone(name):
    assert played.count(name) == CLIENTS, "%d of %d clients; %s" % (
        played.count(name), CLIENTS, "\n".join(problems[:3]))


def test_the_journal_of_all_is_theirs_together():
    wanted = sorted(request for player in players for request in player.sent)
    got = server.control("GET", "/journal").expect(200).json()["entries"]
    same(sorted(entry["requestId"] for entry in got), wanted)


if __name__ == "__main__":
    main(globals())
