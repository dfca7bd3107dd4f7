"""certapp.workflow.fetching: whatever a server answers, it costs little and leads nowhere else."""

import gzip
import threading
import tracemalloc
from collections.abc import Iterator

import pytest

from certapp.credential import statuslist, trustlist
from certapp.workflow import fetching
from certapp.workflow.fetching import Answers, Asked, fetch
from tests.hostile_server import (
    TRUST_LIST,
    Answer,
    Hostile,
    a_list,
    a_trust_list,
    answer,
    endless,
    head,
    hostile_server,
)
from tests.serving import free_port

BUFFERS = 8 * 1024 * 1024  # what the system takes from a server before anybody has read it


@pytest.fixture
def server() -> Iterator[Hostile]:
    """A server that has a trust list and no status list."""
    with hostile_server({TRUST_LIST: a_trust_list(b"keys")}) as server:
        yield server


def ask(server: Hostile, *numbers: int, **etags: str) -> Answers:
    paths = {TRUST_LIST if name == "keys" else f"/s/{name[1:]}": etag for name, etag in etags.items()}
    [answers] = fetch([Asked(server.address, paths, frozenset(numbers))])
    return answers


def codes(answers: Answers) -> list[str]:
    return [fault.code for fault in answers.faults]


def test_lists_are_asked_for_by_number_until_one_is_not_there(server: Hostile) -> None:
    server.answers |= {"/s/1": a_list(b"one", statuslist.MEDIA_TYPE, 'ETag: "1"'), "/s/2": a_list(b"two")}
    server.answers["/s/4"] = a_list(b"four")
    answers = ask(server)
    assert answers.trust_list is not None
    assert answers.trust_list.data == b"keys"
    assert {number: (found.data, found.etag) for number, found in answers.status_lists.items()} == {
        1: (b"one", '"1"'),
        2: (b"two", None),
    }
    assert (codes(answers), server.asked) == ([], [TRUST_LIST, "/s/1", "/s/2", "/s/3"])
    assert all("Accept-Encoding: identity" in asked for asked in server.heads)


def test_a_held_list_is_asked_for_beyond_a_gap_and_missed(server: Hostile) -> None:
    server.answers["/s/3"] = a_list(b"three")
    answers = ask(server, 2, 3)
    assert (list(answers.status_lists), codes(answers)) == ([3], ["fetch_none"])


def test_what_is_held_is_not_sent_again(server: Hostile) -> None:
    server.answers = {TRUST_LIST: answer("304 Not Modified"), "/s/1": answer("304 Not Modified")}
    answers = ask(server, 1, keys='"k"', s1='"e"')
    assert (answers.trust_list, answers.status_lists, codes(answers)) == (None, {}, [])
    assert 'If-None-Match: "k"' in server.heads[0]
    assert 'If-None-Match: "e"' in server.heads[1]
    assert codes(ask(server)) == ["fetch_redirected"] * 2  # to who has nothing, it is no answer


def test_an_office_has_so_many_lists_and_no_more(server: Hostile, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fetching, "MOST_LISTS", 3)
    server.answers |= {f"/s/{number}": a_list(b"x") for number in range(1, 9)}
    answers = ask(server)
    assert (list(answers.status_lists), codes(answers)) == ([1, 2, 3], ["fetch_many"])


@pytest.mark.parametrize("status", ["301 Moved", "302 Found", "303 See Other", "307 There", "308 There"])
def test_no_answer_leads_to_another_address(server: Hostile, status: str) -> None:
    with hostile_server({"/s/1": a_list(b"secret")}) as elsewhere:
        for target in (f"{elsewhere.address}/s/1", "http://169.254.169.254/latest", "file:///etc/passwd"):
            server.answers["/s/1"] = answer(status, b"", f"Location: {target}")
            assert codes(ask(server)) == ["fetch_redirected"]
        assert elsewhere.asked == []


HUGE = head("200 OK", f"Content-Type: {statuslist.MEDIA_TYPE}")
CHUNKED = head("200 OK", f"Content-Type: {statuslist.MEDIA_TYPE}", "Transfer-Encoding: chunked")
PIECE = b"\0" * 65536


@pytest.mark.parametrize(
    ("hostile", "code"),
    [
        (lambda: a_list(b"x", "text/html"), "fetch_type"),
        (lambda: answer("200 OK", b"x"), "fetch_type"),
        (lambda: a_list(b"x", "application/cose"), "fetch_type"),
        (lambda: a_list(gzip.compress(b"x"), statuslist.MEDIA_TYPE, "Content-Encoding: gzip"), "fetch_type"),
        (lambda: answer("500 Oh", b"x", f"Content-Type: {statuslist.MEDIA_TYPE}"), "fetch_status"),
        (lambda: answer("206 Part", b"x", f"Content-Type: {statuslist.MEDIA_TYPE}"), "fetch_status"),
        (lambda: a_list(b"\0" * (statuslist.MAX_BYTES + 1)), "fetch_large"),
        (lambda: endless(HUGE, PIECE), "fetch_large"),
        (lambda: endless(CHUNKED, b"10000\r\n" + PIECE + b"\r\n"), "fetch_large"),
        (lambda: [head("200 OK", f"Content-Type: {statuslist.MEDIA_TYPE}", "Content-Length: 99999999999")],
         "fetch_large"),
        (lambda: endless(b"HTTP/1.1 200 OK\r\n", b"X-More: " + b"x" * 4000 + b"\r\n"), "fetch_unreachable"),
        (lambda: endless(b"HTTP/1.1 200 OK\r\nX-Long: ", PIECE), "fetch_unreachable"),
        (lambda: endless(b"", PIECE), "fetch_unreachable"),
        (lambda: [b"SSH-2.0-OpenSSH\r\n"], "fetch_unreachable"),
        (lambda: [b""], "fetch_unreachable"),
        (lambda: [head("200 OK", f"Content-Type: {statuslist.MEDIA_TYPE}", "Content-Length: 9"), b"short"],
         "fetch_unreachable"),
    ],
    ids=(
        "a page", "no type", "another type", "compressed", "an error", "a part", "a byte too many", "endless",
        "endless chunks", "says it is long", "endless headers", "an endless header", "endless zeros",
        "another protocol", "nothing", "cut short",
    ),
)  # fmt: skip
def test_what_is_no_list_is_refused_and_costs_little(
    server: Hostile, hostile: "type[Answer]", code: str
) -> None:
    server.answers["/s/1"] = hostile()
    tracemalloc.start()
    answers = ask(server)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert (codes(answers), answers.status_lists) == ([code], {})
    assert answers.trust_list is not None
    assert server.sent < BUFFERS
    assert peak < 4 * statuslist.MAX_BYTES


def test_a_trust_list_has_its_own_limit(server: Hostile) -> None:
    server.answers[TRUST_LIST] = a_trust_list(b"\0" * (trustlist.MAX_BYTES + 1))
    assert codes(ask(server)) == ["fetch_large"]
    server.answers[TRUST_LIST] = a_trust_list(b"\0" * trustlist.MAX_BYTES)
    assert codes(ask(server)) == []


def test_all_answers_of_an_office_together_have_a_limit(
    server: Hostile, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fetching, "OFFICE_BYTES", 10)
    server.answers |= {"/s/1": a_list(b"123456"), "/s/2": a_list(b"1")}
    answers = ask(server)
    assert (list(answers.status_lists), codes(answers)) == ([1], ["fetch_large"])


def dripping(first: bytes) -> Answer:
    """A byte now and then, so that no pause is ever long."""
    pause = threading.Event()
    yield first
    while not pause.wait(0.05):
        yield b"x"


@pytest.mark.parametrize(
    "first", [HUGE, b"HTTP/1.1 200 OK\r\nX-Slow: ", b"HTTP/1.1 200 "], ids=["body", "header", "start"]
)
def test_a_server_that_drips_is_left(server: Hostile, first: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fetching, "REQUEST_SECONDS", 0.5)
    server.answers["/s/1"] = dripping(first)
    assert codes(ask(server)) == ["fetch_slow"]
    monkeypatch.setattr(fetching, "REQUEST_SECONDS", 60)
    monkeypatch.setattr(fetching, "OFFICE_SECONDS", 0.5)
    server.answers["/s/1"] = dripping(first)
    assert codes(ask(server)) == ["fetch_slow"]


def test_where_nobody_listens_the_others_are_asked_all_the_same(server: Hostile) -> None:
    nobody, found = fetch([Asked(f"http://127.0.0.1:{free_port()}"), Asked(server.address)])
    assert (codes(nobody), codes(found)) == (["fetch_unreachable"], [])
    assert found.trust_list is not None
    assert fetch([]) == []
