"""Templates are kept with their history, tried with the worst values, and brands can be read."""

from __future__ import annotations

import io
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select

from services.notifications.database import database
from services.notifications.templates.models import MailBrand, StoredFile
from services.notifications.templates.queries.templates import CAMPAIGNS
from services.notifications.templates.rules import (
    FileRefused,
    checked_file,
    hints_for,
    mime_part,
)
from tests.notifications.conftest import World

Headers = dict[str, str]
TEXT = {"name": "Invitation", "subject": "Come, ((name))", "body": "Dear ((name)), ((venue))"}
PNG = b"\x89PNG\r\n\x1a\n" + b"\x00" * 20


def make(client: FlaskClient, headers: Headers, **changes: str) -> Any:
    made = client.post("/notifications/api/templates", json=TEXT | changes, headers=headers)
    assert made.status_code == 201, made.text
    return made


def test_each_change_is_a_version_and_an_earlier_one_can_be_restored(
    world: World, client: FlaskClient, organiser: Headers
) -> None:
    made = make(client, organiser)
    here = made.location
    headers = organiser | {"If-Match": made.headers["ETag"]}
    assert client.patch(here, json={"subject": "((x))"}, headers=headers).status_code == 422
    changed = client.patch(here, json={"subject": "Other"}, headers=headers)
    assert (changed.status_code, changed.json["version"]) == (200, 2)
    assert client.patch(here, json={"subject": "Late"}, headers=headers).status_code == 412
    headers = organiser | {"If-Match": changed.headers["ETag"]}
    restored = client.post(f"{here}/restoration", json={"version": 1}, headers=headers)
    assert (restored.json["version"], restored.json["subject"]) == (3, TEXT["subject"])
    gone = client.post(
        f"{here}/restoration", json={"version": 9}, headers=organiser | {"If-Match": "*"}
    )
    assert gone.status_code == 404
    versions = client.get(f"{here}/versions", headers=organiser).json["items"]
    assert [(v["version"], v["restored_from"]) for v in versions] == [(3, 1), (2, None), (1, None)]
    listed = client.get("/notifications/api/templates", headers=organiser).json["items"]
    assert [t["name"] for t in listed] == ["Invitation"]

    fields = {
        "name": "From it",
        "edition_id": made.json["id"],
        "audience": {"themes": ["climate"]},
        "template_id": made.json["id"],
    }
    campaign = client.post("/notifications/api/campaigns", json=fields, headers=organiser).json
    assert campaign["subject"] == TEXT["subject"]
    assert campaign["template_version"] == 3
    page = client.get(here.replace("/api", ""), headers=organiser).text
    assert "From it" in page
    assert "from version 3" in page


def test_a_template_is_written_tried_and_restored_by_pages(
    client: FlaskClient, organiser: Headers
) -> None:
    new = "/notifications/templates/new"
    assert "Placeholders you can use" in client.get(new, headers=organiser).text
    tried = client.post(new, data=TEXT | {"preview": "y", "case": "odd"}, headers=organiser)
    assert "你好 مرحبا" in tried.text
    assert "((venue)) is empty for some people" in tried.text
    wrong = client.post(new, data=TEXT | {"body": "((x))"}, headers=organiser)
    assert wrong.status_code == 422
    assert 'href="#body"' in wrong.text
    assert client.post(new, data=TEXT | {"name": ""}, headers=organiser).status_code == 422
    here = client.post(new, data=TEXT, headers=organiser).location
    change = TEXT | {"subject": "Second", "version": "1"}
    assert client.post(f"{here}/edit", data=change, headers=organiser).status_code == 303
    late = client.post(f"{here}/edit", data=change, headers=organiser)
    assert "Somebody else changed this template" in late.text
    assert 'value="2"' in client.get(f"{here}/edit", headers=organiser).text
    restore = {"restored": "1", "version": "2"}
    assert client.post(f"{here}/restoration", data=restore, headers=organiser).status_code == 303
    page = client.get(f"{here}?case=missing", headers=organiser).text
    assert "Dear colleague," in page
    assert "as version 1" in page
    mail = client.get(f"{here}/mail.html?case=odd", headers=organiser)
    assert "sandbox" in mail.headers["Content-Security-Policy"]
    assert "<b>x</b>" not in mail.text
    assert "Invitation" in client.get("/notifications/templates", headers=organiser).text


def test_a_preview_by_the_api_says_what_could_be_better(
    client: FlaskClient, organiser: Headers
) -> None:
    text = {"subject": "s", "body": "Click [here](((answer_link)))", "case": "longest"}
    answer = client.post("/notifications/api/templates/previews", json=text, headers=organiser)
    assert "xxx" in answer.json["plain"]
    assert "does not say where it leads" in answer.json["hints"][0]


@pytest.mark.parametrize(
    ("subject", "body", "hint"),
    [
        ("You are a winner", "x", "Spam filters"),
        ("COME TO OUR GREAT EVENT NOW", "x", "sentence case"),
        ("Come!!", "x", "exclamation"),
        ("s", "[](https://a.example)", "no words"),
        ("s", "[a page](http://a.example)", "not encrypted"),
        ("s", "![](attachment:a.png)", "no words for those who cannot see"),
        ("s", "![Map](https://a.example/a.png)", "Attach the file"),
        ("s", "((venue))", "((venue|…))"),
        ("s", "word " * 200, "longer than 800"),
        ("s", "w" * 80, "longer than 76"),
    ],
)
def test_a_hint_says_what_to_do(subject: str, body: str, hint: str) -> None:
    assert any(hint in found for found in hints_for(subject, body))


def test_a_good_text_and_one_that_is_refused_get_no_hint() -> None:
    assert not hints_for("Come", "See [the programme](https://a.example). ((if venue??((venue))))")
    assert not hints_for("Come", "((if venue??")


def test_a_brand_keeps_its_logo_once_and_refuses_what_is_no_picture(
    client: FlaskClient, organiser: Headers
) -> None:
    def send(address: str, name: str, logo: bytes | None, **fields: str) -> Any:
        form: dict[str, Any] = {"name": name, "colour": "#FFD700", "reply_to": "a@b.example"}
        if logo is not None:
            form["file"] = (io.BytesIO(logo), "logo.png")
        return client.post(address, data=form | fields, headers=organiser)

    new = "/notifications/brands/new"
    assert client.get(new, headers=organiser).status_code == 200
    assert "is not one" in send(new, "A", b"GIF").text
    assert 'href="#colour"' in send(new, "A", PNG, colour="red").text
    assert 'href="#reply_to"' in send(new, "A", PNG, reply_to="nobody").text
    assert 'href="#name"' in send(new, "", PNG).text
    assert send(new, "A", PNG).status_code == 303
    assert send(new, "B", PNG).status_code == 303
    with database.reading() as session:
        assert session.scalar(select(func.count()).select_from(StoredFile)) == 1
        brand = session.scalars(select(MailBrand).order_by(MailBrand.name)).first()
    assert brand
    edit = f"/notifications/brands/{brand.id}/edit"
    assert "the logo there is stays" in client.get(edit, headers=organiser).text
    assert send(edit, "C", None, version="1").status_code == 303
    assert "Somebody else changed" in send(edit, "D", None, version="1").text
    (first, second) = client.get("/notifications/api/brands", headers=organiser).json["items"]
    assert (first["name"], second["name"]) == ("B", "C")
    assert second["has_logo"]
    assert "less than" in second["contrast"]
    made = client.post(
        "/notifications/api/brands", json={"name": "E", "colour": "#fff"}, headers=organiser
    )
    assert made.json["colour"] == "#ffffff"


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("run.exe", b"MZ"),
        ("page.html", b"<script>"),
        ("a.pdf", b"<html>"),
        ("a.txt", b"\xff\xfe"),
        ("a.csv", b"a\x00b"),
        ("a.png", b""),
        ("a.txt", b"x" * (5 * 1024 * 1024 + 1)),
        ("", b"x"),
    ],
)
def test_a_file_that_is_not_what_it_says_is_refused(name: str, content: bytes) -> None:
    with pytest.raises(FileRefused):
        checked_file(name, content)


def test_a_file_becomes_a_part_that_adds_no_header() -> None:
    name, kind = checked_file('../a "b"\r\nBcc: x@y.example;.pdf', b"%PDF-1.7 text")
    part = mime_part(name, kind, b"%PDF-1.7 text" * 100)
    head, _, body = part.partition(b"\r\n\r\n")
    assert [line.split(b":")[0] for line in head.split(b"\r\n")] == [
        b"Content-Type", b"Content-Transfer-Encoding", b"Content-Disposition",
    ]  # fmt: skip
    assert all(len(line) <= 76 for line in body.split(b"\r\n"))
    assert b"Content-ID: <logo>" in mime_part("l.png", "image/png", PNG, "logo")


def test_the_columns_of_campaigns_that_templates_read_are_there() -> None:
    real = database.metadata.tables["campaigns"]
    assert {c.name for c in CAMPAIGNS.c} <= {c.name for c in real.c}
