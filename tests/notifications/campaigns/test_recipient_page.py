"""An organiser sees all that happened to one recipient's mail."""

from __future__ import annotations

import uuid

from services.notifications.delivery.actions import send_campaign
from tests.notifications.campaigns.sending_steps import Headers, Sending, SettingsFor
from tests.notifications.conftest import World, make_due
from tests.notifications.smtp_server import MisbehavingSmtp


def test_a_recipients_page_tells_each_try(
    world: World, organiser: Headers, settings_for: SettingsFor
) -> None:
    answers = iter(["451 greylisted, come again"])
    sending = Sending(world, organiser, people=1)
    with MisbehavingSmtp(lambda m, _: next(answers, None) if m == "body" else None) as server:
        settings = settings_for(server)
        send_campaign(sending.id, 0, settings)
        make_due()
        send_campaign(sending.id, 0, settings)
    assert sending.client is not None
    listed = sending.client.get(f"{sending.address}/recipients", headers=organiser).json
    page = sending.address.replace("/api", "") + f"/recipients/{listed['items'][0]['id']}"
    shown = sending.client.get(page, headers=organiser)
    assert shown.status_code == 200
    assert "451 greylisted, come again" in shown.text
    assert "250 taken" in shown.text
    other = page.replace(listed["items"][0]["id"], str(uuid.uuid4()))
    assert sending.client.get(other, headers=organiser).status_code == 404
