"""Accounts whose password somebody else knows: it has to be changed before anything else."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade():
    # without a batch: it would make the table anew, and rows of other tables refer to this one
    op.add_column(
        "users", sa.Column("must_change_password", sa.Boolean(), nullable=False, server_default=sa.false())
    )


def downgrade():
    op.drop_column("users", "must_change_password")
