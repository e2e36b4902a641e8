"""Links to proposals."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "proposal_links",
        sa.Column("token_hash", sa.Text(), nullable=False),
        sa.Column("proposal_id", sa.Uuid(), nullable=False),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("purpose IN ('edit', 'offer')", name=op.f("ck_proposal_links_purpose")),
        sa.ForeignKeyConstraint(
            ["proposal_id"],
            ["proposals.id"],
            name=op.f("fk_proposal_links_proposal_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("token_hash", name=op.f("pk_proposal_links")),
    )
    op.create_index(
        op.f("ix_proposal_links_proposal_id"), "proposal_links", ["proposal_id"], unique=False
    )
    op.create_index(
        "ix_proposals_drafts",
        "proposals",
        ["changed_at", "id"],
        unique=False,
        postgresql_where=sa.text("state = 'draft'"),
    )


def downgrade() -> None:
    op.drop_index(
        "ix_proposals_drafts", table_name="proposals", postgresql_where=sa.text("state = 'draft'")
    )
    op.drop_index(op.f("ix_proposal_links_proposal_id"), table_name="proposal_links")
    op.drop_table("proposal_links")
