"""Two contacts become one without losing a refusal, a consent, an id or a mail."""

from __future__ import annotations

import datetime as dt
import uuid

from flask.testing import FlaskClient
from sqlalchemy import select

from services.notifications.contacts.actions import record_person, refuse_mail
from services.notifications.contacts.models import Preference
from services.notifications.contacts.queries import (
    find_contacts,
    find_mailboxes,
    find_person,
    get_record,
)
from services.notifications.database import database
from services.notifications.delivery.models import Recipient
from tests.notifications.conftest import World

Headers = dict[str, str]
NOW = dt.datetime.now(dt.UTC)
KEEP, GONE = "jo.doe@surrey.example", "jodoe+zone@surrey.example"


def two(world: World) -> tuple[uuid.UUID, uuid.UUID]:
    world.contacts(
        (KEEP, "Jo Doe", "Surrey CC", "invitations"),
        (GONE, "Jo Doe", "Surrey CC", "alerts;bulletins"),
    )
    with database.reading() as session:
        found = find_contacts(session, [KEEP, GONE])
        return found[KEEP].id, found[GONE].id


def merge(client: FlaskClient, headers: Headers, keep: uuid.UUID, gone: uuid.UUID) -> int:
    address = f"/notifications/api/contacts/{keep}/merge"
    return client.post(address, json={"contact_id": str(gone)}, headers=headers).status_code


def test_variants_and_namesakes_of_one_organisation_are_suggested_once(
    world: World, client: FlaskClient, organiser: Headers
) -> None:
    two(world)
    world.contacts(
        ("a@kent.example", "Ann", "Kent CC", ""), ("b@kent.example", "ann", "Kent CC", ""),
        ("c@leeds.example", "Ann", "Leeds City Council", ""), ("d@kent.example", "", "Kent CC", ""),
    )  # fmt: skip
    items = client.get("/notifications/api/duplicates", headers=organiser).json["items"]
    groups = [{contact["email"] for contact in item["contacts"]} for item in items]
    assert groups == [{KEEP, GONE}, {"a@kent.example", "b@kent.example"}]
    page = client.get("/notifications/duplicates", headers=organiser).text
    assert f"Keep {KEEP} and merge {GONE} into it" in page


def test_everything_of_both_is_kept_and_the_strictest_wish_wins(
    world: World, client: FlaskClient, organiser: Headers
) -> None:
    keep, gone = two(world)
    person = {
        "person_id": uuid.UUID(int=5), "name": "Jo", "email": GONE, "organisation_id": None,
        "organisation_name": "Surrey",
    }  # fmt: skip
    until = NOW.date() + dt.timedelta(days=9)
    with database.transaction() as session:
        record_person(session, person, 1, "a secret of the tests", NOW)
        refuse_mail(session, gone, purpose="invitations", reason="by link", now=NOW)
        for who, cap, day in ((keep, 5, None), (gone, 2, until)):
            session.add(
                Preference(
                    contact_id=who, topics=[], weekly_cap=cap, paused_until=day, version=1,
                    changed_at=NOW,
                )
            )  # fmt: skip
    assert merge(client, organiser, keep, gone) == 200
    with database.reading() as session:
        record = get_record(session, keep)
        assert {c.purpose for c in record.consents} == {"alerts", "bulletins"}
        assert all(c.source.startswith("import by") for c in record.consents)
        assert {s.purpose for s in record.suppressions} == {"invitations"}
        assert [past.email for past in record.past_addresses] == [GONE]
        assert set(record.person_ids) == {gone, uuid.UUID(int=5)}
        assert record.preference
        assert (record.preference.weekly_cap, record.preference.paused_until) == (2, until)
        for old in (gone, uuid.UUID(int=5)):
            found = find_person(session, old)
            assert found
            assert found.id == keep
    world.contacts((GONE, "Jo", "Surrey CC", "invitations"))
    with database.reading() as session:
        again = find_contacts(session, [GONE])[GONE].id
        assert find_mailboxes(session, [again], "invitations") == {}


def test_mails_go_along_and_a_campaign_that_had_both_keeps_both_rows(
    world: World, client: FlaskClient, organiser: Headers
) -> None:
    world.innovation("Surrey County Council")
    world.contacts(
        (KEEP, "Jo", "Surrey CC", "invitations"),
        ("other@surrey.example", "Jo", "Surrey CC", "invitations"),
    )
    world.send(world.campaign(organiser), organiser)
    with database.reading() as session:
        found = find_contacts(session, [KEEP, "other@surrey.example"])
    keep, gone = found[KEEP].id, found["other@surrey.example"].id
    assert merge(client, organiser, keep, gone) == 200
    with database.reading() as session:
        assert set(session.scalars(select(Recipient.contact_id))) == {keep, gone}
    record = client.get(f"/notifications/api/contacts/{keep}/record", headers=organiser).json
    assert len(record["campaign_mails"]) == 2


def test_a_contact_is_not_merged_with_itself_nor_with_nobody(
    world: World, client: FlaskClient, organiser: Headers
) -> None:
    keep, gone = two(world)
    assert merge(client, organiser, keep, keep) == 422
    assert merge(client, organiser, keep, uuid.uuid4()) == 404
    page = client.post(f"/notifications/contacts/{gone}/merge/{keep}", headers=organiser)
    assert page.status_code == 303
    assert merge(client, organiser, keep, gone) == 404
