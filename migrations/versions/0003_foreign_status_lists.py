"""The status lists of other offices, and where they are to be had."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade():
    with op.batch_alter_table("foreign_offices", schema=None) as batch_op:
        batch_op.add_column(sa.Column("address", sa.String(length=100), nullable=True))
        batch_op.add_column(sa.Column("etag", sa.String(length=200), nullable=True))
        batch_op.add_column(sa.Column("asked_at", sa.DateTime(), nullable=True))
        batch_op.add_column(sa.Column("ask_at", sa.DateTime(), nullable=True))
        batch_op.add_column(sa.Column("fault", sa.String(length=40), nullable=True))

    op.create_table(
        "foreign_status_lists",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("foreign_office_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("uri", sa.String(length=120), nullable=False),
        sa.Column("signed", sa.LargeBinary(), nullable=False),
        sa.Column("issued_at", sa.DateTime(), nullable=False),
        sa.Column("expires", sa.DateTime(), nullable=False),
        sa.Column("ttl", sa.Integer(), nullable=False),
        sa.Column("etag", sa.String(length=200), nullable=True),
        sa.ForeignKeyConstraint(
            ["foreign_office_id"],
            ["foreign_offices.id"],
            name=op.f("fk_foreign_status_lists_foreign_office_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_foreign_status_lists")),
        sa.UniqueConstraint(
            "foreign_office_id", "uri", name=op.f("uq_foreign_status_lists_foreign_office_id_uri")
        ),
    )
    with op.batch_alter_table("foreign_status_lists", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_foreign_status_lists_uri"), ["uri"], unique=False)


def downgrade():
    with op.batch_alter_table("foreign_status_lists", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_foreign_status_lists_uri"))

    op.drop_table("foreign_status_lists")
    with op.batch_alter_table("foreign_offices", schema=None) as batch_op:
        batch_op.drop_column("fault")
        batch_op.drop_column("ask_at")
        batch_op.drop_column("asked_at")
        batch_op.drop_column("etag")
        batch_op.drop_column("address")
