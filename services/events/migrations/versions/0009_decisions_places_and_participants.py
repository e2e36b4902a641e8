"""Decisions, places and participants."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "decisions",
        sa.Column("cohort_id", sa.Uuid(), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_by", sa.Uuid(), nullable=False),
        sa.Column("decided_by_name", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("chosen", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.ForeignKeyConstraint(["cohort_id"], ["cohorts.id"], name=op.f("fk_decisions_cohort_id")),
        sa.PrimaryKeyConstraint("cohort_id", name=op.f("pk_decisions")),
    )
    op.create_table(
        "places",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("cohort_id", sa.Uuid(), nullable=False),
        sa.Column("application_id", sa.Uuid(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("seats", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("token_hash", sa.Text(), nullable=True),
        sa.Column("answer_by", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("seats > 0 OR state = 'reserve'", name=op.f("ck_places_seats")),
        sa.CheckConstraint(
            "state <> 'offered' OR answer_by IS NOT NULL", name=op.f("ck_places_answer_by")
        ),
        sa.CheckConstraint(
            "state IN ('reserve', 'offered', 'accepted', 'declined', 'expired')",
            name=op.f("ck_places_state"),
        ),
        sa.ForeignKeyConstraint(
            ["application_id"], ["applications.id"], name=op.f("fk_places_application_id")
        ),
        sa.ForeignKeyConstraint(["cohort_id"], ["cohorts.id"], name=op.f("fk_places_cohort_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_places")),
        sa.UniqueConstraint("application_id", name=op.f("uq_places_application_id")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_places_token_hash")),
    )
    op.create_index("ix_places_cohort", "places", ["cohort_id", "position", "id"], unique=False)
    op.create_index(
        "ix_places_due",
        "places",
        ["answer_by"],
        unique=False,
        postgresql_where=sa.text("state = 'offered'"),
    )
    op.create_table(
        "participants",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("place_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(
            ["place_id"], ["places.id"], name=op.f("fk_participants_place_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_participants")),
    )
    op.create_index("ix_participants_place", "participants", ["place_id", "position"], unique=False)


def downgrade() -> None:
    op.drop_index("ix_participants_place", table_name="participants")
    op.drop_table("participants")
    op.drop_index(
        "ix_places_due", table_name="places", postgresql_where=sa.text("state = 'offered'")
    )
    op.drop_index("ix_places_cohort", table_name="places")
    op.drop_table("places")
    op.drop_table("decisions")
