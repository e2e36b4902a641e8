"""Schemes, cohorts and applications."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "schemes",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("slug", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("partner", sa.Text(), nullable=False),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("criteria", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("plan", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("issues", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("questions", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_schemes")),
        sa.UniqueConstraint("name", name=op.f("uq_schemes_name")),
        sa.UniqueConstraint("slug", name=op.f("uq_schemes_slug")),
    )
    op.create_table(
        "cohorts",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("scheme_id", sa.Uuid(), nullable=False),
        sa.Column("slug", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("regions", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("seats", sa.Integer(), nullable=False),
        sa.Column("councils_least", sa.Integer(), nullable=False),
        sa.Column("councils_most", sa.Integer(), nullable=False),
        sa.Column("seats_least", sa.Integer(), nullable=False),
        sa.Column("seats_most", sa.Integer(), nullable=False),
        sa.Column("quotas", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("weights", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("contact_name", sa.Text(), nullable=False),
        sa.Column("contact_person_id", sa.Uuid(), nullable=True),
        sa.Column("opens_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("deadline_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("grace_minutes", sa.Integer(), nullable=False),
        sa.Column("accept_days", sa.Integer(), nullable=False),
        sa.Column("anonymous", sa.Boolean(), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("cancelled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "councils_most >= councils_least AND councils_least > 0",
            name=op.f("ck_cohorts_councils"),
        ),
        sa.CheckConstraint("deadline_at > opens_at", name=op.f("ck_cohorts_call")),
        sa.CheckConstraint("grace_minutes BETWEEN 0 AND 10080", name=op.f("ck_cohorts_grace")),
        sa.CheckConstraint("seats > 0 AND ends_on >= starts_on", name=op.f("ck_cohorts_facts")),
        sa.CheckConstraint(
            "seats_most >= seats_least AND seats_least > 0", name=op.f("ck_cohorts_council_seats")
        ),
        sa.ForeignKeyConstraint(["scheme_id"], ["schemes.id"], name=op.f("fk_cohorts_scheme_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cohorts")),
        sa.UniqueConstraint("name", name=op.f("uq_cohorts_name")),
        sa.UniqueConstraint("slug", name=op.f("uq_cohorts_slug")),
    )
    op.create_index("ix_cohorts_scheme", "cohorts", ["scheme_id", "starts_on", "id"], unique=False)
    op.create_index("ix_cohorts_start", "cohorts", ["starts_on", "id"], unique=False)
    op.create_table(
        "applications",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("cohort_id", sa.Uuid(), nullable=False),
        sa.Column("reference", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("issues", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("seats_least", sa.Integer(), nullable=False),
        sa.Column("seats_most", sa.Integer(), nullable=False),
        sa.Column("imported_score", sa.Double(), nullable=True),
        sa.Column("panel_score", sa.Double(), nullable=True),
        sa.Column("statement", sa.Text(), nullable=False),
        sa.Column("affected", sa.Text(), nullable=False),
        sa.Column("outcomes", sa.Text(), nullable=False),
        sa.Column("answers", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("commitments", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("team", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("contact_name", sa.Text(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=True),
        sa.Column("sponsor_name", sa.Text(), nullable=False),
        sa.Column("sponsor_person_id", sa.Uuid(), nullable=True),
        sa.Column("sponsor_confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("token_hash", sa.Text(), nullable=True),
        sa.Column("sponsor_token_hash", sa.Text(), nullable=True),
        sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "state IN ('interested', 'draft', 'submitted', 'withdrawn')",
            name=op.f("ck_applications_state"),
        ),
        sa.CheckConstraint(
            "seats_most >= seats_least AND seats_least > 0", name=op.f("ck_applications_seats")
        ),
        sa.ForeignKeyConstraint(
            ["cohort_id"], ["cohorts.id"], name=op.f("fk_applications_cohort_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_applications")),
        sa.UniqueConstraint(
            "cohort_id", "reference", name=op.f("uq_applications_cohort_id_reference")
        ),
        sa.UniqueConstraint("sponsor_token_hash", name=op.f("uq_applications_sponsor_token_hash")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_applications_token_hash")),
    )
    op.create_index("ix_applications_cohort", "applications", ["cohort_id", "id"], unique=False)
    op.create_table(
        "application_councils",
        sa.Column("application_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(
            ["application_id"],
            ["applications.id"],
            name=op.f("fk_application_councils_application_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("application_id", "position", name=op.f("pk_application_councils")),
    )
    op.create_index(
        "ix_application_councils_organisation",
        "application_councils",
        ["organisation_id", "application_id"],
        unique=False,
    )
    op.create_index(
        "ix_application_councils_unmatched",
        "application_councils",
        ["application_id"],
        unique=False,
        postgresql_where=sa.text("organisation_id IS NULL"),
    )


def downgrade() -> None:
    op.drop_index(
        "ix_application_councils_unmatched",
        table_name="application_councils",
        postgresql_where=sa.text("organisation_id IS NULL"),
    )
    op.drop_index("ix_application_councils_organisation", table_name="application_councils")
    op.drop_table("application_councils")
    op.drop_index("ix_applications_cohort", table_name="applications")
    op.drop_table("applications")
    op.drop_index("ix_cohorts_start", table_name="cohorts")
    op.drop_index("ix_cohorts_scheme", table_name="cohorts")
    op.drop_table("cohorts")
    op.drop_table("schemes")
