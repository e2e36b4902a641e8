"""Proposals with people and time, days of an edition, sessions without a place."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("editions", sa.Column("ordinal", sa.Integer(), nullable=True))
    op.add_column(
        "editions",
        sa.Column(
            "days",
            postgresql.JSONB(astext_type=sa.Text()),
            server_default=sa.text("'[]'"),
            nullable=False,
        ),
    )
    op.add_column(
        "editions",
        sa.Column("call_is_open", sa.Boolean(), server_default=sa.text("false"), nullable=False),
    )
    op.add_column("editions", sa.Column("call_deadline", sa.DateTime(timezone=True), nullable=True))
    op.add_column(
        "editions",
        sa.Column("call_grace_minutes", sa.Integer(), server_default=sa.text("0"), nullable=False),
    )
    op.add_column(
        "editions",
        sa.Column("publicity_name", sa.Text(), server_default=sa.text("''"), nullable=False),
    )
    op.add_column("editions", sa.Column("publicity_person_id", sa.Uuid(), nullable=True))
    op.add_column(
        "editions",
        sa.Column(
            "severities",
            postgresql.JSONB(astext_type=sa.Text()),
            server_default=sa.text("'{}'"),
            nullable=False,
        ),
    )
    op.add_column(
        "editions",
        sa.Column("turnaround_minutes", sa.Integer(), server_default=sa.text("5"), nullable=False),
    )
    op.add_column(
        "editions",
        sa.Column("walking_minutes", sa.Integer(), server_default=sa.text("5"), nullable=False),
    )
    op.add_column("proposals", sa.Column("reference", sa.Text(), nullable=True))
    op.execute("UPDATE proposals SET reference = upper(right(replace(id::text, '-', ''), 8))")
    op.alter_column("proposals", "reference", nullable=False)
    op.add_column("proposals", sa.Column("source", sa.Text(), nullable=True))
    op.execute(
        "UPDATE proposals SET source = CASE WHEN invitation_id IS NULL THEN 'organiser' ELSE 'invitation' END"
    )
    op.alter_column("proposals", "source", nullable=False)
    op.add_column(
        "proposals",
        sa.Column("source_mark", sa.Text(), server_default=sa.text("''"), nullable=False),
    )
    op.add_column("proposals", sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column(
        "proposals",
        sa.Column("answer_version", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
    )
    op.execute("UPDATE proposals SET answer_version = version WHERE invitation_id IS NOT NULL")
    op.execute("UPDATE proposals SET version = 1, submitted_at = changed_at")
    op.add_column(
        "proposals",
        sa.Column("edited", sa.Boolean(), server_default=sa.text("false"), nullable=False),
    )
    op.add_column("proposals", sa.Column("format", sa.Text(), nullable=True))
    op.execute("UPDATE proposals SET format = 'talk'")
    op.alter_column("proposals", "format", nullable=False)
    op.add_column("proposals", sa.Column("organisation_kind", sa.Text(), nullable=True))
    op.execute("UPDATE proposals SET organisation_kind = 'council'")
    op.alter_column("proposals", "organisation_kind", nullable=False)
    op.add_column(
        "proposals", sa.Column("region", sa.Text(), server_default=sa.text("''"), nullable=False)
    )
    op.add_column(
        "proposals",
        sa.Column(
            "people",
            postgresql.JSONB(astext_type=sa.Text()),
            server_default=sa.text("'[]'"),
            nullable=False,
        ),
    )
    op.add_column(
        "proposals",
        sa.Column(
            "available",
            postgresql.JSONB(astext_type=sa.Text()),
            server_default=sa.text("'[]'"),
            nullable=False,
        ),
    )
    op.add_column(
        "proposals",
        sa.Column("innovation", sa.Text(), server_default=sa.text("''"), nullable=False),
    )
    op.add_column(
        "proposals",
        sa.Column(
            "needs",
            postgresql.JSONB(astext_type=sa.Text()),
            server_default=sa.text("'[]'"),
            nullable=False,
        ),
    )
    op.add_column("proposals", sa.Column("score", sa.Double(), nullable=True))
    op.add_column("proposals", sa.Column("duration_minutes", sa.Integer(), nullable=True))
    op.execute("UPDATE proposals SET duration_minutes = 30")
    op.alter_column("proposals", "duration_minutes", nullable=False)
    op.add_column("proposals", sa.Column("expected_audience", sa.Integer(), nullable=True))
    op.alter_column(
        "proposals",
        "version",
        existing_type=sa.BIGINT(),
        type_=sa.Integer(),
        existing_nullable=False,
    )
    op.create_unique_constraint(
        op.f("uq_proposals_edition_id_reference"), "proposals", ["edition_id", "reference"]
    )
    op.add_column("sessions", sa.Column("duration_minutes", sa.Integer(), nullable=True))
    op.execute(
        "UPDATE sessions SET duration_minutes = greatest(1, extract(epoch FROM ends_at - starts_at)::int / 60)"
    )
    op.alter_column("sessions", "duration_minutes", nullable=False)
    op.add_column(
        "sessions",
        sa.Column("is_pinned", sa.Boolean(), server_default=sa.text("false"), nullable=False),
    )
    op.alter_column(
        "sessions", "starts_at", existing_type=postgresql.TIMESTAMP(timezone=True), nullable=True
    )
    op.alter_column(
        "sessions", "ends_at", existing_type=postgresql.TIMESTAMP(timezone=True), nullable=True
    )
    op.add_column(
        "stages",
        sa.Column(
            "equipment",
            postgresql.JSONB(astext_type=sa.Text()),
            server_default=sa.text("'[]'"),
            nullable=False,
        ),
    )
    op.add_column(
        "stages", sa.Column("floor", sa.Text(), server_default=sa.text("''"), nullable=False)
    )
    op.add_column(
        "stages",
        sa.Column("headphones", sa.Boolean(), server_default=sa.text("false"), nullable=False),
    )
    op.drop_constraint(op.f("ck_proposals_state"), "proposals", type_="check")
    op.create_check_constraint(
        op.f("ck_proposals_state"),
        "proposals",
        "state IN ('draft', 'received', 'shortlisted', 'accepted', 'waiting', 'offered',"
        " 'rejected', 'postponed', 'withdrawn')",
    )
    op.create_check_constraint(
        op.f("ck_proposals_source"),
        "proposals",
        "source IN ('invitation', 'call', 'organiser', 'moved', 'import')",
    )
    op.create_check_constraint(
        op.f("ck_proposals_duration"), "proposals", "duration_minutes BETWEEN 5 AND 480"
    )
    op.create_check_constraint(op.f("ck_proposals_audience"), "proposals", "expected_audience >= 0")
    op.create_check_constraint(
        op.f("ck_editions_grace"), "editions", "call_grace_minutes BETWEEN 0 AND 10080"
    )
    op.create_check_constraint(
        op.f("ck_editions_minutes"), "editions", "turnaround_minutes >= 0 AND walking_minutes >= 0"
    )
    op.drop_constraint(op.f("ck_sessions_times"), "sessions", type_="check")
    op.drop_constraint(op.f("ck_sessions_stage"), "sessions", type_="check")
    op.create_check_constraint(
        op.f("ck_sessions_times"),
        "sessions",
        "(starts_at IS NULL AND ends_at IS NULL)"
        " OR (starts_at IS NOT NULL AND ends_at IS NOT NULL AND ends_at > starts_at)",
    )
    op.create_check_constraint(
        op.f("ck_sessions_stage"),
        "sessions",
        "(stage_id IS NULL) = (starts_at IS NULL) OR cancelled_at IS NOT NULL",
    )
    op.create_check_constraint(op.f("ck_sessions_duration"), "sessions", "duration_minutes > 0")


def downgrade() -> None:
    op.execute("DELETE FROM sessions WHERE starts_at IS NULL")
    op.drop_constraint(op.f("ck_sessions_duration"), "sessions", type_="check")
    op.drop_constraint(op.f("ck_sessions_times"), "sessions", type_="check")
    op.drop_constraint(op.f("ck_sessions_stage"), "sessions", type_="check")
    op.create_check_constraint(op.f("ck_sessions_times"), "sessions", "ends_at > starts_at")
    op.create_check_constraint(
        op.f("ck_sessions_stage"), "sessions", "stage_id IS NOT NULL OR cancelled_at IS NOT NULL"
    )
    for name in ("grace", "minutes"):
        op.drop_constraint(op.f(f"ck_editions_{name}"), "editions", type_="check")
    for name in ("state", "source", "duration", "audience"):
        op.drop_constraint(op.f(f"ck_proposals_{name}"), "proposals", type_="check")
    op.execute(
        "UPDATE proposals SET state = 'received'"
        " WHERE state NOT IN ('received', 'withdrawn', 'postponed')"
    )
    op.create_check_constraint(
        op.f("ck_proposals_state"), "proposals", "state IN ('received', 'withdrawn', 'postponed')"
    )
    op.execute("UPDATE proposals SET version = greatest(version, answer_version)")
    op.drop_column("stages", "headphones")
    op.drop_column("stages", "floor")
    op.drop_column("stages", "equipment")
    op.alter_column(
        "sessions", "ends_at", existing_type=postgresql.TIMESTAMP(timezone=True), nullable=False
    )
    op.alter_column(
        "sessions", "starts_at", existing_type=postgresql.TIMESTAMP(timezone=True), nullable=False
    )
    op.drop_column("sessions", "is_pinned")
    op.drop_column("sessions", "duration_minutes")
    op.drop_constraint(op.f("uq_proposals_edition_id_reference"), "proposals", type_="unique")
    op.alter_column(
        "proposals",
        "version",
        existing_type=sa.Integer(),
        type_=sa.BIGINT(),
        existing_nullable=False,
    )
    op.drop_column("proposals", "submitted_at")
    op.drop_column("proposals", "expected_audience")
    op.drop_column("proposals", "duration_minutes")
    op.drop_column("proposals", "score")
    op.drop_column("proposals", "needs")
    op.drop_column("proposals", "innovation")
    op.drop_column("proposals", "available")
    op.drop_column("proposals", "people")
    op.drop_column("proposals", "region")
    op.drop_column("proposals", "organisation_kind")
    op.drop_column("proposals", "format")
    op.drop_column("proposals", "edited")
    op.drop_column("proposals", "answer_version")
    op.drop_column("proposals", "source_mark")
    op.drop_column("proposals", "source")
    op.drop_column("proposals", "reference")
    op.drop_column("editions", "walking_minutes")
    op.drop_column("editions", "turnaround_minutes")
    op.drop_column("editions", "severities")
    op.drop_column("editions", "publicity_person_id")
    op.drop_column("editions", "publicity_name")
    op.drop_column("editions", "call_grace_minutes")
    op.drop_column("editions", "call_deadline")
    op.drop_column("editions", "call_is_open")
    op.drop_column("editions", "days")
    op.drop_column("editions", "ordinal")
