"""Drafts of projects."""

from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.drop_constraint(op.f("ck_innovations_source"), "innovations", type_="check")
    op.create_check_constraint(
        op.f("ck_innovations_source"),
        "innovations",
        "source IN ('import', 'submission', 'session', 'project')",
    )


def downgrade() -> None:
    op.drop_constraint(op.f("ck_innovations_source"), "innovations", type_="check")
    op.create_check_constraint(
        op.f("ck_innovations_source"),
        "innovations",
        "source IN ('import', 'submission', 'session')",
    )
