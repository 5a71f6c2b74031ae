"""What one instruction of a fault script has seen."""

from emulator import HELP, Emulator
from tap import main

server = Emulator()
set_up, tear_down = server.start, server.stop_cleanly


def script(client, *faults):
    """The numbers of the instructions."""
    query = "?account=" + client.imagekit_id if client else ""
    told = server.control("PUT", "/faults" + query, {"faults": list(faults)}).expect(200).json()
    return [fault["id"] for fault in told["faults"]]


def known():
    client = server.fresh()
    client.get("/v1/files").expect(200)
    return client


def report(number, client=None):
    query = "?account=" + client.imagekit_id if client else ""
    return server.control("GET", "/faults/%s%s" % (number, query))


def test_an_instruction_tells_what_the_script_tells_of_it():
    client = known()
    one, other = script(client, {"status": 500, "times": 2}, {"status": 503, "times": 1})
    met = [client.get("/v1/files").expect(500).header("x-request-id") for _ in range(2)]
    told = server.control("GET", "/faults?account=" + client.imagekit_id).expect(200).json()
    assert [report(number).expect(200).json() for number in (one, other)] == told["faults"]
    first, second = report(one).json(), report(other, client).expect(200).json()
    assert [row["request"] for row in first["requests"]] == met, first
    assert (first["met"], first["completed"]) == (2, True), first
    assert (second["met"], second["completed"], second["requests"]) == (0, False, []), second


def test_an_instruction_for_all_accounts():
    client = known()
    (number,) = script(None, {"status": 502})
    try:
        assert report(number).expect(200).json()["instruction"] == {"status": 502}
        report(number, client).expect(404)
    finally:
        server.control("DELETE", "/faults").expect(204)


def test_a_404_names_what_there_is():
    one, other = known(), known()
    numbers = script(one, {"status": 500}, {"status": 501})
    (last,) = script(other, {"status": 503})

    def refused(answer, message):
        assert answer.expect(404).json() == {"message": message, "help": HELP}, answer

    refused(report(999999, one), "There is no instruction 999999 here; there are %d, %d." % tuple(
        numbers))
    refused(report("x", other), "There is no instruction x here; there is %d." % last)
    refused(report(numbers[0], other), "There is no instruction %d here; there is %d." % (
        numbers[0], last))
    refused(report(1, known()), "There is no instruction 1 here; there are none.")
    message = report(999999).expect(404).json()["message"]
    assert all(str(number) in message for number in numbers + [last]), message


def test_an_instruction_that_was_replaced_is_gone():
    client = known()
    (old,) = script(client, {"status": 500})
    (new,) = script(client, {"status": 500})
    assert old != new
    report(old).expect(404)
    report(new).expect(200)


if __name__ == "__main__":
    main(globals())
