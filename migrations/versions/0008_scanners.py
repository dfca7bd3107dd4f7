"""The phones of the checkpoints, and checks that a phone has made."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"


def upgrade():
    op.create_table(
        "scanners",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("office_id", sa.Integer(), nullable=False),
        sa.Column("checkpoint_id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=36), nullable=False),
        sa.Column("label", sa.String(length=60), nullable=False),
        sa.Column("offered_at", sa.DateTime(), nullable=False),
        sa.Column("code_hash", sa.String(length=64), nullable=True),
        sa.Column("code_expires", sa.DateTime(), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=True),
        sa.Column("enrolled_at", sa.DateTime(), nullable=True),
        sa.Column("last_seen_at", sa.DateTime(), nullable=True),
        sa.Column("removed_at", sa.DateTime(), nullable=True),
        sa.Column("app", sa.String(length=40), nullable=True),
        sa.Column("clock_offset", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(
            ["checkpoint_id"], ["checkpoints.id"], name=op.f("fk_scanners_checkpoint_id")
        ),
        sa.ForeignKeyConstraint(["office_id"], ["offices.id"], name=op.f("fk_scanners_office_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_scanners")),
        sa.UniqueConstraint("code_hash", name=op.f("uq_scanners_code_hash")),
        sa.UniqueConstraint("public_id", name=op.f("uq_scanners_public_id")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_scanners_token_hash")),
    )
    op.create_index(op.f("ix_scanners_office_id"), "scanners", ["office_id"])
    # The table is made anew, which it may be: no other refers to it. Its ids are given out once only from
    # now on, for checks are deleted and the audit log goes on naming them.
    with op.batch_alter_table(
        "checks", recreate="always", table_kwargs={"sqlite_autoincrement": True}
    ) as batch_op:
        batch_op.alter_column("user_id", existing_type=sa.Integer(), nullable=True)
        batch_op.alter_column("direction", existing_type=sa.String(length=3), nullable=True)
        batch_op.add_column(sa.Column("scanner_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("cti", sa.LargeBinary(length=8), nullable=True))
        batch_op.add_column(sa.Column("issuer", sa.String(length=32), nullable=True))
        batch_op.add_column(sa.Column("reason", sa.String(length=40), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("outside", sa.Boolean(), nullable=False, server_default=sa.false()))
        batch_op.add_column(sa.Column("clock_offset", sa.BigInteger(), nullable=True))
        batch_op.create_foreign_key(op.f("fk_checks_scanner_id"), "scanners", ["scanner_id"], ["id"])
    op.create_index("ix_checks_paper", "checks", ["cti", "at"])
    op.create_index("ix_checks_time", "checks", ["office_id", "at"])
    op.create_index(op.f("ix_checks_scanner_id"), "checks", ["scanner_id"])
    op.execute(
        "UPDATE checks SET"
        " cti = (SELECT cti FROM certificates WHERE certificates.id = checks.certificate_id),"
        " issuer = (SELECT code FROM offices WHERE offices.id = checks.office_id)"
        " WHERE certificate_id IS NOT NULL"
    )


def downgrade():
    # there is no room for them in what comes back
    op.execute("DELETE FROM checks WHERE user_id IS NULL OR direction IS NULL")
    op.drop_index(op.f("ix_checks_scanner_id"), "checks")
    op.drop_index("ix_checks_time", "checks")
    op.drop_index("ix_checks_paper", "checks")
    with op.batch_alter_table("checks", recreate="always") as batch_op:
        batch_op.drop_constraint(op.f("fk_checks_scanner_id"), type_="foreignkey")
        for column in ("clock_offset", "outside", "reason", "issuer", "cti", "scanner_id"):
            batch_op.drop_column(column)
        batch_op.alter_column("direction", existing_type=sa.String(length=3), nullable=False)
        batch_op.alter_column("user_id", existing_type=sa.Integer(), nullable=False)
    op.drop_index(op.f("ix_scanners_office_id"), "scanners")
    op.drop_table("scanners")
