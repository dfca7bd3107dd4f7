"""Alerts about odd checks, where each post stands, and from where on an office finds something odd."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"


def upgrade():
    op.add_column("checkpoints", sa.Column("latitude", sa.Float(), nullable=True))
    op.add_column("checkpoints", sa.Column("longitude", sa.Float(), nullable=True))
    op.add_column("offices", sa.Column("alert_thresholds", sa.JSON(), nullable=False, server_default="{}"))
    op.create_table(
        "alerts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("office_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("cti", sa.LargeBinary(length=8), nullable=True),
        sa.Column("issuer", sa.String(length=32), nullable=True),
        sa.Column("certificate_id", sa.Integer(), nullable=True),
        sa.Column("checkpoint_id", sa.Integer(), nullable=False),
        sa.Column("first_at", sa.DateTime(), nullable=False),
        sa.Column("last_at", sa.DateTime(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("opened_at", sa.DateTime(), nullable=False),
        sa.Column("closed_at", sa.DateTime(), nullable=True),
        sa.Column("closed_by_id", sa.Integer(), nullable=True),
        sa.Column("reason", sa.String(length=200), nullable=True),
        sa.ForeignKeyConstraint(["office_id"], ["offices.id"], name=op.f("fk_alerts_office_id")),
        sa.ForeignKeyConstraint(
            ["certificate_id"], ["certificates.id"], name=op.f("fk_alerts_certificate_id")
        ),
        sa.ForeignKeyConstraint(["checkpoint_id"], ["checkpoints.id"], name=op.f("fk_alerts_checkpoint_id")),
        sa.ForeignKeyConstraint(["closed_by_id"], ["users.id"], name=op.f("fk_alerts_closed_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_alerts")),
    )
    op.create_index("ix_alerts_paper", "alerts", ["cti", "kind"])
    op.create_index("ix_alerts_open", "alerts", ["office_id", "closed_at"])
    op.create_index("ix_alerts_version", "alerts", ["office_id", "version"])
    op.create_table(
        "alert_checks",
        sa.Column("alert_id", sa.Integer(), nullable=False),
        sa.Column("check_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["alert_id"], ["alerts.id"], name=op.f("fk_alert_checks_alert_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["check_id"], ["checks.id"], name=op.f("fk_alert_checks_check_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("alert_id", "check_id", name=op.f("pk_alert_checks")),
    )
    op.create_index(op.f("ix_alert_checks_check_id"), "alert_checks", ["check_id"])
    op.create_index("ix_checks_verdict", "checks", ["checkpoint_id", "verdict", "at"])


def downgrade():
    op.drop_index("ix_checks_verdict", "checks")
    op.drop_table("alert_checks")
    op.drop_table("alerts")
    op.drop_column("offices", "alert_thresholds")
    op.drop_column("checkpoints", "longitude")
    op.drop_column("checkpoints", "latitude")
