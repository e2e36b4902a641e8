"""One lane of the mail bench, in a process of its own: `python -m bench.mail_sending HOW LANE ...`.

It says "ready", waits for a line on its standard input, sends, says "done", and waits again.
"""

from __future__ import annotations

import smtplib
import sys
import uuid

from services.notifications.database import database
from services.notifications.delivery.actions import send_campaign
from services.notifications.settings import read_settings

SIZE_MESSAGE = 4000


def send_bare(port: int, count: int) -> None:
    """One prebuilt message, again and again, as smtplib sends it."""
    head = "From: a@zone.example\r\nTo: b@council.example\r\nSubject: Come\r\n\r\n"
    line = "A line of seventy characters, as long as those of a mail may get to be\r\n"
    message = (head + line * (SIZE_MESSAGE // len(line))).encode()
    with smtplib.SMTP("127.0.0.1", port, "bench.example") as smtp:
        for _ in range(count):
            smtp.sendmail("a@zone.example", ["b@council.example"], message)


def send_ours(campaign_id: str, lane: int) -> None:
    """Our delivery, as the worker's task calls it; a slice that ends is begun again."""
    settings = read_settings()
    query = "SELECT EXISTS (SELECT FROM recipients WHERE campaign_id = %s AND state = 'queued')"
    while True:
        send_campaign(uuid.UUID(campaign_id), lane, settings)
        with database.engine.connect() as connection:
            if not connection.exec_driver_sql(query, (campaign_id,)).scalar():
                return


def main() -> None:
    """Do what the lines of the standard input ask for."""
    lane, port = int(sys.argv[1]), int(sys.argv[2])
    settings = read_settings()
    database.connect(settings.database_url)
    with database.engine.connect() as connection:
        connection.exec_driver_sql("SELECT 1")
    print("ready", flush=True)
    for line in sys.stdin:
        how, what = line.split()
        if how == "bare":
            send_bare(port, int(what))
        else:
            send_ours(what, lane)
        print("done", flush=True)


if __name__ == "__main__":
    main()
