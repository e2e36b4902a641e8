"""Reviews and the waiting list."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "group_views",
        sa.Column("proposal_id", sa.Uuid(), nullable=False),
        sa.Column("group_name", sa.Text(), nullable=False),
        sa.Column("rating", sa.Integer(), nullable=False),
        sa.Column("comment", sa.Text(), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("rating BETWEEN 1 AND 5", name=op.f("ck_group_views_rating")),
        sa.ForeignKeyConstraint(
            ["proposal_id"],
            ["proposals.id"],
            name=op.f("fk_group_views_proposal_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("proposal_id", "group_name", name=op.f("pk_group_views")),
    )
    op.create_table(
        "review_rounds",
        sa.Column("edition_id", sa.Uuid(), nullable=False),
        sa.Column("criteria", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("is_anonymous", sa.Boolean(), nullable=False),
        sa.Column("per_proposal", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "per_proposal BETWEEN 1 AND 10", name=op.f("ck_review_rounds_per_proposal")
        ),
        sa.ForeignKeyConstraint(
            ["edition_id"],
            ["editions.id"],
            name=op.f("fk_review_rounds_edition_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("edition_id", name=op.f("pk_review_rounds")),
    )
    op.create_table(
        "reviewers",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("edition_id", sa.Uuid(), nullable=False),
        sa.Column("subject", sa.Uuid(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("organisation_name", sa.Text(), nullable=False),
        sa.Column("avoids", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["edition_id"],
            ["editions.id"],
            name=op.f("fk_reviewers_edition_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reviewers")),
        sa.UniqueConstraint("edition_id", "subject", name=op.f("uq_reviewers_edition_id_subject")),
    )
    op.create_table(
        "reviews",
        sa.Column("reviewer_id", sa.Uuid(), nullable=False),
        sa.Column("proposal_id", sa.Uuid(), nullable=False),
        sa.Column("edition_id", sa.Uuid(), nullable=False),
        sa.Column(
            "scores",
            postgresql.JSONB(astext_type=sa.Text()),
            server_default=sa.text("'{}'"),
            nullable=False,
        ),
        sa.Column("comment", sa.Text(), nullable=False),
        sa.Column("has_conflict", sa.Boolean(), nullable=False),
        sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["proposal_id"],
            ["proposals.id"],
            name=op.f("fk_reviews_proposal_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["reviewer_id"],
            ["reviewers.id"],
            name=op.f("fk_reviews_reviewer_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("reviewer_id", "proposal_id", name=op.f("pk_reviews")),
    )
    op.create_index("ix_reviews_edition", "reviews", ["edition_id", "proposal_id"], unique=False)
    op.create_index("ix_reviews_proposal", "reviews", ["proposal_id", "reviewer_id"], unique=False)
    op.create_table(
        "session_feedback",
        sa.Column("session_id", sa.Uuid(), nullable=False),
        sa.Column("rating", sa.Double(), nullable=False),
        sa.Column("answers", sa.Integer(), nullable=False),
        sa.Column("comment", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "rating BETWEEN 1 AND 5 AND answers >= 0", name=op.f("ck_session_feedback_figures")
        ),
        sa.ForeignKeyConstraint(
            ["session_id"],
            ["sessions.id"],
            name=op.f("fk_session_feedback_session_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("session_id", name=op.f("pk_session_feedback")),
    )
    op.add_column("editions", sa.Column("places", sa.Integer(), nullable=True))
    op.add_column(
        "editions",
        sa.Column("offer_days", sa.Integer(), server_default=sa.text("7"), nullable=False),
    )
    op.create_check_constraint(
        op.f("ck_editions_places"), "editions", "places >= 0 AND offer_days BETWEEN 1 AND 60"
    )
    op.add_column(
        "proposals", sa.Column("waiting_since", sa.DateTime(timezone=True), nullable=True)
    )
    op.add_column(
        "proposals", sa.Column("offer_ends_at", sa.DateTime(timezone=True), nullable=True)
    )
    op.create_index(
        "ix_proposals_offers",
        "proposals",
        ["offer_ends_at"],
        unique=False,
        postgresql_where=sa.text("state = 'offered'"),
    )


def downgrade() -> None:
    op.drop_index(
        "ix_proposals_offers", table_name="proposals", postgresql_where=sa.text("state = 'offered'")
    )
    op.drop_column("proposals", "offer_ends_at")
    op.drop_column("proposals", "waiting_since")
    op.drop_constraint(op.f("ck_editions_places"), "editions", type_="check")
    op.drop_column("editions", "offer_days")
    op.drop_column("editions", "places")
    op.drop_table("session_feedback")
    op.drop_index("ix_reviews_proposal", table_name="reviews")
    op.drop_index("ix_reviews_edition", table_name="reviews")
    op.drop_table("reviews")
    op.drop_table("reviewers")
    op.drop_table("review_rounds")
    op.drop_table("group_views")
