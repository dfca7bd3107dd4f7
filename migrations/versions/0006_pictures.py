"""Pictures of the approvers' signatures and of the office's seal."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"

_OWNERS = {"signature_drawings": ("user_id", "users.id"), "seal_drawings": ("office_id", "offices.id")}


def upgrade():
    for table, (owner, of) in _OWNERS.items():
        op.create_table(
            table,
            sa.Column(owner, sa.Integer(), nullable=False),
            sa.Column("data", sa.LargeBinary(), nullable=False),
            sa.Column("width_mm", sa.Float(), nullable=False),
            sa.Column("height_mm", sa.Float(), nullable=False),
            sa.Column("since", sa.DateTime(), nullable=False),
            sa.ForeignKeyConstraint([owner], [of], name=op.f(f"fk_{table}_{owner}")),
            sa.PrimaryKeyConstraint(owner, name=op.f(f"pk_{table}")),
        )


def downgrade():
    for table in _OWNERS:
        op.drop_table(table)
