"""What an office may choose of its paper: two lines of authority, a footer, its own wording."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"

_offices = sa.table(
    "offices",
    sa.column("id", sa.Integer),
    sa.column("authority_line", sa.String),
    sa.column("authority_lines", sa.JSON),
)


def upgrade():
    # without a batch: it would make the table anew, and rows of other tables refer to this one
    op.add_column(
        "offices", sa.Column("authority_lines", sa.JSON(), nullable=False, server_default=sa.text("'[]'"))
    )
    op.add_column("offices", sa.Column("footer", sa.String(length=200), nullable=False, server_default=""))
    op.add_column("offices", sa.Column("wording", sa.JSON(), nullable=False, server_default=sa.text("'{}'")))
    register = op.get_bind()
    for number, line in register.execute(sa.select(_offices.c.id, _offices.c.authority_line)).all():
        change = _offices.update().where(_offices.c.id == number)
        register.execute(change.values(authority_lines=[line] if line else []))
    op.drop_column("offices", "authority_line")


def downgrade():
    """Keep the first line of authority; a second one, the footer and the wording are lost."""
    op.add_column(
        "offices", sa.Column("authority_line", sa.String(length=80), nullable=False, server_default="")
    )
    register = op.get_bind()
    for number, lines in register.execute(sa.select(_offices.c.id, _offices.c.authority_lines)).all():
        change = _offices.update().where(_offices.c.id == number)
        register.execute(change.values(authority_line="".join(lines[:1])))
    for name in ("wording", "footer", "authority_lines"):
        op.drop_column("offices", name)
