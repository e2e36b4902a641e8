"""An organiser goes from the form to the sent campaign by pages alone."""

from __future__ import annotations

import re
from typing import Any

from flask.testing import FlaskClient

from tests.notifications.conftest import EDITION, World

Headers = dict[str, str]
FORM = {
    "name": "Come to Harrogate",
    "edition_id": str(EDITION),
    "themes": ["climate"],
    "since_year": "2020",
    "subject": "((organisation)), come",
    "body": "Dear ((name)), see ((answer_link))",
}


def submit(client: FlaskClient, where: str, headers: Headers, **form: Any) -> Any:
    """Send a form with the headers of a bearer, which needs no form token."""
    return client.post(where, data=form, headers=headers)


def test_from_the_form_to_the_progress_page(
    world: World, client: FlaskClient, organiser: Headers
) -> None:
    world.innovation("Surrey County Council")
    world.innovation("Leeds City Council")
    world.contacts(("jo@surrey.example", "Jo <Doe>", "Surrey CC", "invitations"))
    new = client.get(f"/notifications/campaigns/new?edition={EDITION}", headers=organiser).text
    assert re.search(rf'value="{EDITION}"\s+selected', new)
    assert "Climate (2)" in new

    preview = submit(client, "/notifications/campaigns/new", organiser, **FORM, preview="yes")
    assert preview.status_code == 200
    assert "Dear Jo &lt;Doe&gt;" in preview.text
    assert "Nothing is saved yet" in preview.text

    saved = submit(client, "/notifications/campaigns/new", organiser, **FORM, save="yes")
    assert saved.status_code == 303
    here = saved.location
    assert "Draft" in client.get(here, headers=organiser).text

    rehearsal = submit(client, f"{here}/rehearsal", organiser)
    page = client.get(rehearsal.location, headers=organiser).text
    assert "jo@surrey.example" in page
    assert "We have no contact at this council: 1" in page
    left_out = client.get(f"{here}/rehearsal?show=excluded", headers=organiser).text
    assert "Leeds City Council" in left_out
    found = re.search(r'name="hash" value="([0-9a-f]{64})"', page)
    assert found is not None
    assert submit(client, f"{here}/approval", organiser, hash=found.group(1)).status_code == 303
    assert "Send to 1 people" in client.get(here, headers=organiser).text
    sent = submit(client, f"{here}/send", organiser)
    assert sent.location == f"{here}/progress"


def test_a_campaign_is_followed_paused_and_cancelled_by_pages(
    world: World, client: FlaskClient, organiser: Headers
) -> None:
    world.innovation("Surrey County Council")
    world.contacts(("jo@surrey.example", "Jo", "Surrey CC", "invitations"))
    address = world.campaign(organiser, name="Come to Harrogate")
    world.send(address, organiser)
    here = address.replace("/api", "")
    progress = client.get(f"{here}/progress", headers=organiser).text
    assert 'data-refresh="2"' in progress
    assert "Sending: 0 of 1 sent" in progress
    assert submit(client, f"{here}/pause", organiser).status_code == 303
    assert "Go on sending" in client.get(f"{here}/progress", headers=organiser).text
    assert submit(client, f"{here}/resume", organiser).status_code == 303
    assert client.get(f"{here}/cancel", headers=organiser).status_code == 200
    assert submit(client, f"{here}/cancel", organiser).status_code == 303
    assert "cancelled" in client.get(f"{here}/recipients?state=cancelled", headers=organiser).text
    assert client.get(f"{here}/answers", headers=organiser).status_code == 200
    assert "Come to Harrogate" in client.get("/notifications/", headers=organiser).text


def test_each_fault_is_shown_beside_its_field_with_what_was_typed(
    world: World, client: FlaskClient, organiser: Headers
) -> None:
    world.innovation("Surrey County Council")
    wrong = {"name": "", "edition_id": "", "since_year": "soon", "subject": "s", "body": "typed"}
    page = submit(client, "/notifications/campaigns/new", organiser, **wrong)
    assert page.status_code == 422
    for field in ("name", "edition_id", "themes", "since_year"):
        assert f'href="#{field}"' in page.text
        assert f'id="{field}"' in page.text
    assert "typed" in page.text
    page = submit(client, "/notifications/campaigns/new", organiser, **FORM | {"body": "((x))"})
    assert "There is no placeholder ((x))" in page.text


def test_an_edit_that_another_overtook_is_refused(
    world: World, client: FlaskClient, organiser: Headers
) -> None:
    world.innovation("Surrey County Council")
    here = submit(client, "/notifications/campaigns/new", organiser, **FORM).location
    page = client.get(f"{here}/edit", headers=organiser).text
    assert 'name="version" value="1"' in page
    changed = FORM | {"name": "First", "version": "1"}
    assert submit(client, f"{here}/edit", organiser, **changed).status_code == 303
    late = submit(client, f"{here}/edit", organiser, **FORM | {"name": "Second", "version": "1"})
    assert late.status_code == 422
    assert "Somebody else changed this campaign" in late.text
    assert "First" in client.get(here, headers=organiser).text
