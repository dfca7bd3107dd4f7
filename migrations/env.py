"""Runs migrations over the application's own database connection."""

from alembic import context
from flask import current_app

from certapp.registry.database import WRITER, UtcDateTime


def render_item(kind, item, _context):
    """A migration outlives the application's types: write the plain type they stand on."""
    return "sa.DateTime()" if kind == "type" and isinstance(item, UtcDateTime) else False


extension = current_app.extensions["migrate"]

with extension.db.engine.connect().execution_options(**{WRITER: True}) as connection:
    context.configure(
        connection=connection,
        target_metadata=extension.db.metadata,
        render_item=render_item,
        **extension.configure_args,
    )
    with context.begin_transaction():
        context.run_migrations()
