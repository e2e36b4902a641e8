"""What the rows of an import are for."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("imports", sa.Column("concerns_id", sa.Uuid(), nullable=True))


def downgrade() -> None:
    op.drop_column("imports", "concerns_id")
