"""A reset leaves nothing behind: every table of the database, those of the full-text indexes too, has the
rows of the start again, and so has what the control plane holds; a reset of one account leaves those of
all the others as they are.
"""

import hashlib
import hmac
import json
import os
import shutil
import sqlite3
import tempfile

import pictures
from emulator import ANSWER_SECONDS, HELP, Client, Emulator, fixture
from library_calls import post_job, purge, put, put_versions, wait_for
from library_rows import blobs, rows, schema
from tap import each, main

TIME = "2026-01-02T03:04:05.678Z"
WORDS = ("journal", "faults", "clock", "rate-limits")
JOB_SECONDS = 7

folder = tempfile.mkdtemp(prefix="emulator-reset-")
server = Emulator("--clock", TIME, "--job-delay", JOB_SECONDS, "--account",
                  "demo:private_emulator:public_emulator", "--account",
                  "shop:private_shop:public_shop", data=folder)
fresh = {}


def set_up():
    server.start()
    fresh.update(rows(folder))


def tear_down():
    code = server.stop()
    shutil.rmtree(folder, ignore_errors=True)
    assert code == 0, "exit status %s\n%s" % (code, server.last_log)


def control(method, path, value=None):
    return server.control(method, path, value)


# Traffic ----------------------------------------------------------------------------------------

def make_fields(api):
    for name, kind in (("price", "Number"), ("brand", "Text"), ("gone", "Text")):
        made = api.send_json("POST", "/v1/customMetadataFields", {
            "name": name, "label": name, "schema": {"type": kind}}).expect(201).json()
    api.delete("/v1/customMetadataFields/" + made["id"]).expect(204)


def make_files(api):
    put(api, "/shots/photo.jpg", fixture("images", "exif", "agency.jpg"), tags="red,blue sky",
        customMetadata=json.dumps({"price": 5, "brand": "Acme of " + api.imagekit_id}))
    put(api, "/shots/a.png", pictures.png(9, 8), tags="red")
    put_versions(api, "/docs/a.txt", b"one", b"two", b"three of " + api.imagekit_id.encode())
    put(api, "/docs/words-of-words.txt", b"words")
    gone = put(api, "/docs/gone.txt", b"gone")
    api.delete("/v1/files/" + gone["fileId"]).expect(204)
    for number in range(20):
        put(api, "/many/%s-%d.txt" % (api.imagekit_id, number), b"%d" % number, tags="t%d" % number)


def make_jobs(api):
    """One is done, one is to run."""
    post_job(api, "copyFolder", sourceFolderPath="/docs", destinationPath="/copies",
             includeVersions=True)
    control("POST", "/clock/advance?account=" + api.imagekit_id,
            {"seconds": JOB_SECONDS}).expect(200)
    post_job(api, "moveFolder", sourceFolderPath="/shots", destinationPath="/moved")
    purge(api, api.endpoint + "/shots/photo.jpg").expect(201)


def make_control(api):
    query = "?account=" + api.imagekit_id
    control("PUT", "/faults" + query, {"faults": [
        {"match": {"operation": "files.get"}, "status": 500}]}).expect(200)
    control("PUT", "/rate-limits" + query, {
        "groups": {"read": [{"limit": 5, "intervalMs": 1000}]}}).expect(200)
    control("POST", "/clock/advance" + query, {"seconds": 60}).expect(200)


def client_upload(api):
    """As a browser does it, with a public key that a new account learns thereby."""
    token, expire = "token-" + api.imagekit_id, 1767323045 + 600
    public = api.key.replace("private_", "public_")
    signature = hmac.new(api.key.encode(), ("%s%d" % (token, expire)).encode(), hashlib.sha1)
    server.client(None).upload(b"by a browser", fileName="browser.txt", publicKey=public,
                               token=token, expire=expire,
                               signature=signature.hexdigest()).expect(200)


def traffic(api):
    api.get("/v1/files").expect(200)
    make_fields(api)
    make_files(api)
    make_jobs(api)
    client_upload(api)
    make_control(api)


class Shop(Client):
    """The account that has its name from an option."""
    imagekit_id = "shop"


def shop():
    return Shop(server.port, "private_shop")


def all_clients(count=4):
    return [server.client(), shop()] + [server.fresh() for _ in range(count)]


# Everything -------------------------------------------------------------------------------------

def same_rows(now, wanted):
    assert sorted(now) == sorted(wanted)
    for table, content in wanted.items():
        assert now[table] == content, "%s: %.600r\nwanted %.600r" % (
            table, now[table], content)


def check_bare():
    same_rows(rows(folder), fresh)
    wait_for(lambda: blobs(folder) == [], "the bytes are gone", ANSWER_SECONDS)
    assert control("GET", "/journal").expect(200).json()["entries"] == []
    assert control("GET", "/faults").expect(200).json()["faults"] == []
    for account in ("demo", "shop"):
        query = "?account=" + account
        assert control("GET", "/faults" + query).expect(200).json()["faults"] == []
        assert control("GET", "/clock" + query).expect(200).json()["now"] == TIME
        limits = control("GET", "/rate-limits" + query).expect(200).json()
        assert limits == control("GET", "/rate-limits").expect(200).json()
        assert limits["enabled"] is False, limits


def test_every_table_is_filled_by_the_traffic():
    """Or the next tests would show nothing."""
    for client in all_clients():
        traffic(client)
    now = rows(folder)
    still = [table for table in now if now[table] == fresh[table]
             # Settings of an index; rows of copies of the library; jobs in the middle of their work; seeds fill the
             # others.
             and not table.endswith("_config")
             and table not in ("control_state", "job_walk", "remote_file", "blob_garbage", "sqlite_stat1")]
    assert still == [], still


def test_a_reset_brings_every_row_of_the_start_back():
    control("POST", "/reset").expect(204)
    check_bare()


def test_it_does_so_again_and_again():
    for count in range(3):
        for client in all_clients(count):
            traffic(client)
        control("POST", "/reset").expect(204)
        check_bare()


def test_a_reset_of_what_was_reset_changes_nothing():
    for _ in range(3):
        control("POST", "/reset").expect(204)
        same_rows(rows(folder), fresh)


def test_accounts_of_first_sight_are_gone_and_come_again():
    client = server.fresh()
    traffic(client)
    control("POST", "/reset").expect(204)
    assert control("GET", "/clock?account=" + client.imagekit_id).status == 404
    assert client.get("/v1/files").expect(200).json() == []
    traffic(client)
    control("POST", "/reset").expect(204)
    check_bare()


def test_the_schema_stays():
    before = schema(folder)
    control("POST", "/reset").expect(204)
    assert schema(folder) == before


# One account ------------------------------------------------------------------------------------

# How to the account of a row. What is not here has no owner, or is an index over what is.
OWNERS = {
    "account": "SELECT id, * FROM account",
    "folder": "SELECT account_id, * FROM folder",
    "file": "SELECT account_id, * FROM file",
    "file_version": "SELECT f.account_id, v.* FROM file_version v JOIN file f ON f.id = v.file_id",
    "tag": "SELECT f.account_id, t.* FROM tag t JOIN file_version v ON v.id = t.version_id "
           "JOIN file f ON f.id = v.file_id",
    "tag_word": "SELECT account_id, * FROM tag_word",
    "field": "SELECT account_id, * FROM field",
    "field_value": "SELECT d.account_id, x.* FROM field_value x JOIN field d ON d.id = x.field_id",
    "job": "SELECT account_id, * FROM job",
    "purge": "SELECT account_id, * FROM purge",
    "upload_token": "SELECT account_id, * FROM upload_token",
}
# Rows of job_walk are there while jobs work, and go with them.
OWNERLESS = {"blob_facts", "blob_keyword", "blob_garbage", "control_state", "remote_file", "job_walk"}


def owned(without):
    """{table: rows} of all accounts but one."""
    db = sqlite3.connect("file:%s?mode=ro" % os.path.join(folder, "imagekit.db"), uri=True)
    try:
        found = db.execute("SELECT id FROM account WHERE imagekit_id = ?", (without,)).fetchone()
        return {table: sorted((row for row in db.execute(sql) if not found or row[0] != found[0]),
                              key=repr)
                for table, sql in OWNERS.items()}
    finally:
        db.close()


def told(api):
    """What the API says of a library, full-text searches among it."""
    answers = [api.get(path).expect(200).json() for path in (
        "/v1/files?type=all&limit=1000", "/v1/files?type=file-version&limit=1000",
        "/v1/files?searchQuery=name%20HAS%20%22words%22", "/v1/files?searchQuery=tags%20HAS%20%22sky%22",
        "/v1/files?searchQuery=%22customMetadata.brand%22%20HAS%20%22Acme%22",
        "/v1/files?tags=red", "/v1/customMetadataFields?includeDeleted=true")]
    assert all(answers), [len(answer) for answer in answers]
    return answers


def test_every_table_has_an_owner_or_is_known_to_have_none():
    indexes = {name for name in fresh if any(
        name.startswith(part + "_text_") for part in ("file", "folder", "tag", "field"))}
    assert set(fresh) - indexes - OWNERLESS - {"sqlite_stat1"} == set(OWNERS)


@each([("a configured one", 0), ("one of first sight", 2)])
def test_a_reset_of_one_account_leaves_the_others_as_they_are(which):
    control("POST", "/reset").expect(204)
    clients = all_clients()
    for client in clients:
        traffic(client)
    for client in clients:  # what limits and faults would refuse
        control("DELETE", "/rate-limits?account=" + client.imagekit_id).expect(204)
    one = clients.pop(which)
    others = owned(one.imagekit_id), [told(client) for client in clients]
    assert all(others[0].values())
    control("POST", "/reset?account=" + one.imagekit_id).expect(204)
    assert (owned(one.imagekit_id), [told(client) for client in clients]) == others
    for client in clients:
        query = "?account=" + client.imagekit_id
        assert len(control("GET", "/faults" + query).expect(200).json()["faults"]) == 1
        assert control("GET", "/clock" + query).expect(200).json()["now"] > TIME
        assert control("GET", "/journal" + query).expect(200).json()["entries"]
    check_emptied(one)


def check_emptied(one):
    query = "?account=" + one.imagekit_id
    assert control("GET", "/journal" + query).expect(200).json()["entries"] == []
    assert control("GET", "/faults" + query).expect(200).json()["faults"] == []
    assert control("GET", "/clock" + query).expect(200).json()["now"] == TIME
    mine = {table: [row for row in content if row not in rest]
            for (table, content), rest in zip(owned("nobody").items(),
                                              owned(one.imagekit_id).values())}
    left = {table: len(content) for table, content in mine.items() if content}
    assert left == {"account": 1, "folder": 1}, left
    assert one.get("/v1/files?type=all").expect(200).json() == []
    traffic(one)


def test_a_reset_of_one_account_after_the_other_ends_where_a_reset_of_all_does():
    control("POST", "/reset").expect(204)
    bare = owned("nobody")
    for client in (server.client(), shop()):
        traffic(client)
    for account in ("demo", "shop"):
        control("POST", "/reset?account=" + account).expect(204)
    # Numbers of rows are of no account; one that comes back gets new ones.
    numbered = {table: [row[:1] + row[2:] if table == "folder" else row for row in content]
                for table, content in owned("nobody").items()}
    bare["folder"] = [row[:1] + row[2:] for row in bare["folder"]]
    assert numbered == bare, "%r\nwanted %r" % (numbered, bare)
    wait_for(lambda: blobs(folder) == [], "the bytes are gone", ANSWER_SECONDS)
    for table in ("blob_facts", "blob_keyword", "blob_garbage"):
        wait_for(lambda: rows(folder)[table] == fresh[table], table, ANSWER_SECONDS)


def test_an_unknown_account_is_a_404():
    answer = control("POST", "/reset?account=nobody").expect(404)
    assert answer.json() == {"message": "No account has the imagekit_id nobody.", "help": HELP}


# What is kept -----------------------------------------------------------------------------------

def held(query):
    """Which of what a reset can keep is there."""
    found = set()
    if control("GET", "/journal" + query).expect(200).json()["entries"]:
        found.add("journal")
    if control("GET", "/faults" + query).expect(200).json()["faults"]:
        found.add("faults")
    if control("GET", "/clock" + query).expect(200).json()["now"] != TIME:
        found.add("clock")
    if control("GET", "/rate-limits" + query).expect(200).json()["enabled"]:
        found.add("rate-limits")
    return found


@each([("%s, %s" % (label, ",".join(keep) or "nothing"), query, keep)
       for label, query in (("of all", ""), ("of one account", "?account=demo"))
       for keep in [()] + [(word,) for word in WORDS] + [WORDS, ("faults", "clock")]])
def test_a_reset_keeps(query, keep):
    control("POST", "/reset").expect(204)
    traffic(server.client())
    assert held("?account=demo") == set(WORDS)
    words = "keep=" + ",".join(keep)
    control("POST", "/reset%s%s%s" % (query, "&" if query else "?", words)).expect(204)
    assert held("?account=demo") == set(keep)
    assert server.client().files() == []


@each([("a word", "everything"), ("one of two", "clock,everything"), ("an empty one", "clock,,faults")])
def test_an_unknown_word_is_refused_and_nothing_is_reset(words):
    control("POST", "/reset").expect(204)
    put(server.client(), "/stays.txt")
    answer = control("POST", "/reset?keep=" + words).expect(400)
    assert "journal, clock, faults and rate-limits" in answer.json()["message"], answer
    assert len(server.client().files()) == 1


@each([("reset", "POST", "/reset?acount=demo", "account and keep"),
       ("reset, one of two", "POST", "/reset?account=demo&keeep=clock", "account and keep"),
       ("seed", "PUT", "/seed?acount=demo", "there is account")])
def test_a_slip_in_the_query_changes_nothing(method, path, known):
    control("POST", "/reset").expect(204)
    put(server.client(), "/stays.txt")
    message = control(method, path, {}).expect(400).json()["message"]
    assert "is not known here" in message and known in message, message
    assert len(server.client().files()) == 1


if __name__ == "__main__":
    main(globals())
