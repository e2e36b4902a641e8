"""The development mailbox keeps what it acknowledged and shows it, over real sockets."""

import os
import signal
import smtplib
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from email.message import EmailMessage
from pathlib import Path

import httpx
import pytest

from stack.ports import free_port

ROOT = Path(__file__).resolve().parents[2]


class Mailbox:
    """A mailbox in a process of its own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.smtp_port, self.http_port = free_port(), free_port()
        self.url = f"http://127.0.0.1:{self.http_port}/mailbox"
        self.process: subprocess.Popen[bytes] | None = None

    def command(self) -> subprocess.Popen[bytes]:
        environment = os.environ | {
            "MAILBOX_SMTP_PORT": str(self.smtp_port),
            "MAILBOX_HTTP_PORT": str(self.http_port),
            "MAILBOX_DIR": str(self.folder),
        }
        return subprocess.Popen(
            [sys.executable, "-m", "stack.mailbox"],
            cwd=ROOT,
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )

    def start(self) -> None:
        self.process = self.command()
        deadline = time.monotonic() + 10
        while True:
            try:
                httpx.get(f"{self.url}/live").raise_for_status()
            except httpx.TransportError:
                assert time.monotonic() < deadline, self.process.stderr
                time.sleep(0.05)
            else:
                return

    def stop(self, number: int = signal.SIGTERM) -> int:
        assert self.process
        self.process.send_signal(number)
        self.process.communicate(timeout=10)
        return self.process.returncode

    def smtp(self) -> smtplib.SMTP:
        return smtplib.SMTP("127.0.0.1", self.smtp_port, timeout=10)

    def messages(self, **query: object) -> dict:  # type: ignore[type-arg]
        return httpx.get(f"{self.url}/api/messages", params=query).raise_for_status().json()


@pytest.fixture
def mailbox(tmp_path: Path) -> Iterator[Mailbox]:
    box = Mailbox(tmp_path / "mails")
    box.start()
    yield box
    if box.process and box.process.poll() is None:
        box.stop()


def letter(subject: str = "Hello", **headers: str) -> EmailMessage:
    message = EmailMessage()
    message["From"], message["To"] = "zone@zone.example", "somebody@example.org"
    message["Subject"], message["Message-ID"] = subject, f"<{hash(subject)}@zone.example>"
    for name, value in headers.items():
        message[name.replace("_", "-")] = value
    message.set_content("Answer here: https://zone.example/answer/1.\n.leading dot\n")
    message.add_alternative(
        '<p><a href="https://zone.example/answer/2">Answer</a><script>alert(1)</script></p>',
        subtype="html",
    )
    return message


def test_a_mail_is_listed_for_each_envelope_recipient(mailbox: Mailbox) -> None:
    with mailbox.smtp() as smtp:
        smtp.send_message(
            letter("Über alles: ein Test"), "a@zone.example", ["x@a.example", "y@b.example"]
        )
    answer = mailbox.messages()
    assert answer["total"] == 2
    assert {item["recipient"] for item in answer["items"]} == {"x@a.example", "y@b.example"}
    first = answer["items"][0]
    assert first["subject"] == "Über alles: ein Test"
    assert first["sender"] == "a@zone.example"
    assert first["message_id"].startswith("<")
    assert first["recipients"] == ["x@a.example", "y@b.example"]
    raw = httpx.get(first["raw_url"])
    assert raw.headers["Content-Type"] == "message/rfc822"
    assert b"\r\n.leading dot\r\n" in raw.content


def test_a_list_is_newest_first_filtered_and_paged(mailbox: Mailbox) -> None:
    with mailbox.smtp() as smtp:
        for number in range(7):
            smtp.send_message(
                letter(f"Mail {number}"), "a@zone.example", [f"p{number % 2}@a.example"]
            )
    first = mailbox.messages(limit=3)
    assert [item["subject"] for item in first["items"]] == ["Mail 6", "Mail 5", "Mail 4"]
    second = mailbox.messages(limit=3, cursor=first["next"])
    third = mailbox.messages(limit=3, cursor=second["next"])
    assert [item["subject"] for item in third["items"]] == ["Mail 0"]
    assert third["next"] is None
    assert mailbox.messages(recipient="P1@a.example")["total"] == 3
    assert mailbox.messages(recipient="1@a.example")["total"] == 0
    assert mailbox.messages(recipient="a.example")["total"] == 7
    assert mailbox.messages(subject="mail 4", recipient="p0@a.example")["total"] == 1


@pytest.mark.parametrize("query", ["limit=0", "limit=1001", "limit=x", "cursor=x", "colour=red"])
def test_a_wrong_question_is_a_problem(mailbox: Mailbox, query: str) -> None:
    answer = httpx.get(f"{mailbox.url}/api/messages?{query}")
    assert answer.status_code == 422
    assert answer.headers["Content-Type"] == "application/problem+json"


def test_what_was_acknowledged_survives_a_kill_and_a_torn_write(mailbox: Mailbox) -> None:
    with mailbox.smtp() as smtp:
        for number in range(20):
            smtp.send_message(letter(f"Mail {number}"), "a@zone.example", ["p@a.example"])
    last = mailbox.messages(limit=1)["items"][0]
    before = httpx.get(last["raw_url"]).content
    assert mailbox.stop(signal.SIGKILL) == -signal.SIGKILL
    with (mailbox.folder / "mails.log").open("ab") as file:
        file.write(b'{"n":21,"at":"x","from":"a","to":["b"],"size":900}\nSubject: cut off')
    mailbox.start()
    assert mailbox.messages()["total"] == 20
    assert httpx.get(last["raw_url"]).content == before
    with mailbox.smtp() as smtp:
        smtp.send_message(letter("After"), "a@zone.example", ["p@a.example"])
    newest = mailbox.messages(limit=1)["items"][0]
    assert (newest["subject"], newest["id"]) == ("After", "21")


def test_emptying_removes_all_and_gives_no_number_twice(mailbox: Mailbox) -> None:
    with mailbox.smtp() as smtp:
        smtp.send_message(letter(), "a@zone.example", ["p@a.example"])
    old = mailbox.messages()["items"][0]
    assert httpx.delete(f"{mailbox.url}/api/messages").status_code == 204
    assert mailbox.messages()["total"] == 0
    assert httpx.get(old["raw_url"]).status_code == 404
    mailbox.stop()
    mailbox.start()
    with mailbox.smtp() as smtp:
        smtp.send_message(letter(), "a@zone.example", ["p@a.example"])
    assert int(mailbox.messages()["items"][0]["id"]) > int(old["id"])


def test_pages_show_a_mail_and_its_html_can_do_nothing(mailbox: Mailbox) -> None:
    with mailbox.smtp() as smtp:
        smtp.send_message(letter("A <b>bold</b> subject"), "a@zone.example", ["p@a.example"])
    item = mailbox.messages()["items"][0]
    inbox = httpx.get(f"{mailbox.url}/", params={"recipient": "p@a.example"})
    assert "A &lt;b&gt;bold&lt;/b&gt; subject" in inbox.text
    page = httpx.get(item["url"])
    assert "default-src 'none'" in page.headers["Content-Security-Policy"]
    assert 'href="https://zone.example/answer/1"' in page.text
    assert 'href="https://zone.example/answer/2"' in page.text
    assert "alert(1)" not in page.text
    part = httpx.get(f"{item['url']}/html")
    assert part.headers["Content-Security-Policy"].startswith("sandbox ")
    assert "allow-scripts" not in part.headers["Content-Security-Policy"]
    assert httpx.get(f"{mailbox.url}/style.css").headers["Content-Type"].startswith("text/css")
    assert httpx.get(f"{mailbox.url}/messages/999").status_code == 404


def test_a_broken_mail_is_shown_as_it_came(mailbox: Mailbox) -> None:
    raw = (
        b"Subject: =?nonsense?q?=\r\nContent-Type: text/plain; charset=klingon\r\n"
        b"X-Folded: one\r\n two\r\n\r\n\xff\xfe text"
    )
    with mailbox.smtp() as smtp:
        smtp.sendmail("a@zone.example", ["p@a.example"], raw)
        smtp.sendmail("", ["q@a.example"], b"\r\n")
    for item in mailbox.messages()["items"]:
        assert httpx.get(item["url"]).status_code == 200
    assert mailbox.messages(recipient="q@a.example")["items"][0]["sender"] == ""


def test_international_addresses_and_sizes_are_understood(mailbox: Mailbox) -> None:
    with mailbox.smtp() as smtp:
        smtp.ehlo()
        assert all(map(smtp.has_extn, ("pipelining", "8bitmime", "smtputf8", "size")))
        message = letter("Grüße")
        smtp.send_message(
            message, "a@zone.example", ["jürgen@köln.example"], mail_options=["SMTPUTF8"]
        )
    assert mailbox.messages(recipient="jürgen@köln.example")["total"] == 1


def test_pipelined_commands_are_answered_in_order(mailbox: Mailbox) -> None:
    with socket.create_connection(("127.0.0.1", mailbox.smtp_port), timeout=10) as connection:
        commands = b"EHLO test\r\n" + 50 * (
            b"MAIL FROM:<a@zone.example>\r\nRCPT TO:<p@a.example>\r\nDATA\r\n"
            b"Subject: Piped\r\n\r\nOne\r\n.\r\n"
        )
        connection.sendall(commands + b"QUIT\r\n")
        answers = b""
        while chunk := connection.recv(65536):
            answers += chunk
    codes = [line[:4] for line in answers.splitlines()]
    assert codes[-1] == b"221 "
    assert codes[-201:-1] == 50 * [b"250 ", b"250 ", b"354 ", b"250 "]
    assert mailbox.messages()["total"] == 50


def test_it_stops_cleanly_and_a_second_one_is_refused_with_one_line(mailbox: Mailbox) -> None:
    with mailbox.smtp() as open_connection:
        open_connection.noop()
        other = Mailbox(mailbox.folder)
        refused = other.command()
        _, errors = refused.communicate(timeout=10)
        assert refused.returncode == 4
        assert errors.decode().count("\n") == 1
        busy = Mailbox(mailbox.folder.with_name("other"))
        busy.http_port = mailbox.http_port
        refused = busy.command()
        _, errors = refused.communicate(timeout=10)
        assert refused.returncode == 3
        assert str(mailbox.http_port) in errors.decode()
        assert mailbox.stop() == 0
