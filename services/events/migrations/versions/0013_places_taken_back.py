"""Places that organisers take back."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

_STATES = "'reserve', 'offered', 'accepted', 'declined', 'expired'"


def upgrade() -> None:
    for name in ("withdrawn_because", "withdrawn_by_name"):
        op.add_column("places", sa.Column(name, sa.Text(), nullable=False, server_default=""))
        op.alter_column("places", name, server_default=None)
    op.drop_constraint(op.f("ck_places_state"), "places")
    op.create_check_constraint(
        op.f("ck_places_state"), "places", f"state IN ({_STATES}, 'withdrawn')"
    )


def downgrade() -> None:
    op.execute("UPDATE places SET state = 'declined' WHERE state = 'withdrawn'")
    op.drop_constraint(op.f("ck_places_state"), "places")
    op.create_check_constraint(op.f("ck_places_state"), "places", f"state IN ({_STATES})")
    op.drop_column("places", "withdrawn_by_name")
    op.drop_column("places", "withdrawn_because")
