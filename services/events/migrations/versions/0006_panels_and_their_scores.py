"""Panels and their scores."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "panel_members",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("cohort_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("token_hash", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["cohort_id"], ["cohorts.id"], name=op.f("fk_panel_members_cohort_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_panel_members")),
        sa.UniqueConstraint("cohort_id", "name", name=op.f("uq_panel_members_cohort_id_name")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_panel_members_token_hash")),
    )
    op.create_table(
        "conflicts_of_interest",
        sa.Column("member_id", sa.Uuid(), nullable=False),
        sa.Column("application_id", sa.Uuid(), nullable=False),
        sa.Column("declared_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["application_id"],
            ["applications.id"],
            name=op.f("fk_conflicts_of_interest_application_id"),
        ),
        sa.ForeignKeyConstraint(
            ["member_id"], ["panel_members.id"], name=op.f("fk_conflicts_of_interest_member_id")
        ),
        sa.PrimaryKeyConstraint(
            "member_id", "application_id", name=op.f("pk_conflicts_of_interest")
        ),
    )
    op.create_index(
        "ix_conflicts_of_interest_application",
        "conflicts_of_interest",
        ["application_id", "member_id"],
        unique=False,
    )
    op.create_table(
        "scores",
        sa.Column("member_id", sa.Uuid(), nullable=False),
        sa.Column("application_id", sa.Uuid(), nullable=False),
        sa.Column("points", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("comment", sa.Text(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["application_id"], ["applications.id"], name=op.f("fk_scores_application_id")
        ),
        sa.ForeignKeyConstraint(
            ["member_id"], ["panel_members.id"], name=op.f("fk_scores_member_id")
        ),
        sa.PrimaryKeyConstraint("member_id", "application_id", name=op.f("pk_scores")),
    )
    op.create_index(
        "ix_scores_application", "scores", ["application_id", "member_id"], unique=False
    )


def downgrade() -> None:
    op.drop_index("ix_scores_application", table_name="scores")
    op.drop_table("scores")
    op.drop_index("ix_conflicts_of_interest_application", table_name="conflicts_of_interest")
    op.drop_table("conflicts_of_interest")
    op.drop_table("panel_members")
