"""Drafts a migration from the models on a throw-away PostgreSQL.

`python -m stack.draft_migration SERVICE MESSAGE` writes it into the service.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

from stack.ports import free_port
from stack.postgres import PostgresServer, ensure_role_and_database


def main() -> None:
    """Apply the migrations there are to an empty database, then write what the models add."""
    service, message = sys.argv[1:]
    with tempfile.TemporaryDirectory() as folder:
        server = PostgresServer(Path(folder) / "data", free_port(), fast_for_tests=True)
        server.initialise()
        server.start()
        try:
            ensure_role_and_database(server, service, "draft")
            environment = dict(os.environ, DATABASE_URL=server.url(service))
            migrate = [sys.executable, "-m", "shared.db.migrate", service]
            subprocess.run(migrate, env=environment, check=True)
            subprocess.run([*migrate, "--new", message], env=environment, check=True)
        finally:
            server.stop()
            server.erase()


if __name__ == "__main__":
    main()
