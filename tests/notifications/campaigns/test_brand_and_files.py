"""What a campaign looks like and carries is part of its mails, of its hash, and of nothing else."""

from __future__ import annotations

import io
import re
import uuid
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any, cast

from flask.testing import FlaskClient

from services.notifications.delivery.actions import send_campaign
from tests.notifications.campaigns.sending_steps import SettingsFor
from tests.notifications.campaigns.test_rehearsal import rehearse
from tests.notifications.conftest import World
from tests.notifications.smtp_server import MisbehavingSmtp

Headers = dict[str, str]
PNG = b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 40
PDF = b"%PDF-1.7\n" + b"text\n" * 2000


def attach(client: FlaskClient, page: str, headers: Headers, name: str, content: bytes) -> Any:
    file = {"file": (io.BytesIO(content), name)}
    return client.post(f"{page}/files", data=file, headers=headers)


def branded(client: FlaskClient, headers: Headers) -> str:
    form = {
        "name": "Örtliche Räte",
        "colour": "#ffd700",
        "reply_to": "answers@council.example",
        "file": (io.BytesIO(PNG), "logo.png"),
    }
    assert client.post("/notifications/brands/new", data=form, headers=headers).status_code == 303
    brands = client.get("/notifications/api/brands", headers=headers).json["items"]
    return str(brands[0]["id"])


def test_each_mail_carries_the_logo_the_pictures_and_the_files(
    world: World, client: FlaskClient, organiser: Headers, settings_for: SettingsFor
) -> None:
    world.innovation("Surrey County Council")
    world.contacts(("a@surrey.example", "Ann", "Surrey CC", "invitations"))
    body = "Dear ((name))\n\n![Map](attachment:map.png)\n\n[Answer](((answer_link)))"
    address = world.campaign(organiser, brand_id=branded(client, organiser), body=body)
    page = address.replace("/api", "")
    for name, content in (("map.png", PNG), ("programme.pdf", PDF)):
        assert attach(client, page, organiser, name, content).status_code == 303
    world.send(address, organiser)
    with MisbehavingSmtp() as server:
        send_campaign(uuid.UUID(address.rsplit("/", 1)[1]), 0, settings_for(server))
    message = cast("EmailMessage", server.mails[0].message)
    assert message["Reply-To"] == "answers@council.example"
    assert message["From"].addresses[0].display_name == "Örtliche Räte"
    assert message["From"].addresses[0].addr_spec == "zone@zone.example"
    kinds = [part.get_content_type() for part in message.walk()]
    assert kinds == [
        "multipart/mixed", "multipart/alternative", "text/plain", "multipart/related", "text/html",
        "image/png", "image/png", "application/pdf",
    ]  # fmt: skip
    parts = list(message.walk())
    assert [p["Content-ID"] for p in parts[5:7]] == ["<brand-logo>", "<map.png>"]
    assert parts[5].get_content() == PNG
    assert parts[7].get_content() == PDF
    assert parts[7].get_filename() == "programme.pdf"
    html = parts[4].get_content()
    assert 'src="cid:brand-logo" alt="Örtliche Räte"' in html
    assert 'src="cid:map.png" alt="Map"' in html
    assert not message_from_bytes(message.as_bytes(), policy=policy.default).defects
    assert all(not part.defects for part in parts)


def test_a_file_or_another_look_voids_the_approval(
    world: World, client: FlaskClient, organiser: Headers
) -> None:
    world.innovation("Surrey County Council")
    world.contacts(("a@surrey.example", "Ann", "Surrey CC", "invitations"))
    address = world.campaign(organiser, brand_id=branded(client, organiser))
    page = address.replace("/api", "")

    def approve(rehearsal: Any) -> int:
        body = {"hash": rehearsal["hash"]}
        return client.post(f"{address}/approval", json=body, headers=organiser).status_code

    first = rehearse(client, address, organiser)
    assert approve(first) == 200
    assert "There is no file yet" in client.get(f"{page}/files", headers=organiser).text
    assert attach(client, page, organiser, "a.exe", b"MZ").status_code == 422
    assert client.post(f"{page}/files", headers=organiser).status_code == 422
    assert attach(client, page, organiser, "a.pdf", PDF).status_code == 303
    assert client.get(address, headers=organiser).json["state"] == "draft"
    assert approve(first) == 409
    second = rehearse(client, address, organiser)
    assert second["attachments"][0]["name"] == "a.pdf"
    assert second["hash"] != first["hash"]
    assert attach(client, page, organiser, "a.pdf", PDF + b"x").status_code == 303, "replaced"
    listed = client.get(f"{page}/files", headers=organiser).text
    (file_id,) = set(_ids(listed))
    removal = f"{page}/files/{file_id}/removal"
    assert client.post(removal, headers=organiser).status_code == 303
    assert client.post(removal, headers=organiser).status_code == 404
    third = rehearse(client, address, organiser)
    assert third["attachments"] == []

    brand = f"/notifications/brands/{client.get(address, headers=organiser).json['brand_id']}/edit"
    form = {"name": "Other", "colour": "#000000", "version": "1"}
    assert client.post(brand, data=form, headers=organiser).status_code == 303
    assert approve(third) == 409, "it would look otherwise"


def _ids(page: str) -> list[str]:
    return re.findall(r"/files/([0-9a-f-]{36})/removal", page)


def test_files_may_be_five_megabytes_together(
    world: World, client: FlaskClient, organiser: Headers
) -> None:
    page = world.campaign(organiser).replace("/api", "")
    three = PDF + b"x" * (3 * 2**20)
    assert attach(client, page, organiser, "a.pdf", three).status_code == 303
    refused = attach(client, page, organiser, "b.pdf", three)
    assert refused.status_code == 422
    assert "5 MB or smaller together" in refused.text


def test_a_preview_is_of_any_contact_with_what_differs_marked(
    world: World, client: FlaskClient, organiser: Headers
) -> None:
    world.innovation("Surrey County Council")
    world.contacts(
        ("a@surrey.example", "Ann <A>", "Surrey County Council", "invitations"),
        ("l@leeds.example", "Lou", "Leeds City Council", "alerts"),
    )
    body = "Dear ((name)), ((edition))\n\n((if innovations??You did ((innovations)).))"
    address = world.campaign(organiser, brand_id=branded(client, organiser), body=body)
    page = address.replace("/api", "")
    first = client.get(f"{page}/preview", headers=organiser).text
    assert '<mark class="zone-mark">Ann &lt;A&gt;</mark>' in first
    assert '<mark class="zone-mark">You did </mark>' in first
    assert '<mark class="zone-mark">Innovation Zone' not in first
    lou = client.get(f"{page}/preview?address=l@leeds.example", headers=organiser).text
    assert '<mark class="zone-mark">Lou</mark>' in lou
    assert "You did" not in lou
    nobody = client.get(f"{page}/preview?address=x@y.example&case=missing", headers=organiser).text
    assert "We have no contact with the address x@y.example" in nobody
    mail = client.get(f"{page}/mail.html?case=odd", headers=organiser)
    assert 'src="data:image/png;base64,' in mail.text
    assert "sandbox" in mail.headers["Content-Security-Policy"]
    made = client.post(
        "/notifications/api/segments",
        json={"name": "Leeds", "conditions": {"fact": "consent", "purpose": "alerts"}},
        headers=organiser,
    )
    other = world.campaign(organiser, audience={"segment_id": made.json["id"]}).replace("/api", "")
    assert "its names are invented" in client.get(f"{other}/preview", headers=organiser).text
