"""What the signature of each paper's PDF brings along, and what kept it from more."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"


def upgrade():
    # without a batch: it would make the table anew, and rows of other tables refer to this one
    op.add_column("certificates", sa.Column("seal_level", sa.String(length=5), nullable=True))
    op.add_column("certificates", sa.Column("seal_fault", sa.String(length=40), nullable=True))
    op.execute("UPDATE certificates SET seal_level = 'B-B' WHERE paper IS NOT NULL")
    op.create_index("ix_certificates_seal", "certificates", ["seal_level", "id"])


def downgrade():
    op.drop_index("ix_certificates_seal", "certificates")
    op.drop_column("certificates", "seal_fault")
    op.drop_column("certificates", "seal_level")
