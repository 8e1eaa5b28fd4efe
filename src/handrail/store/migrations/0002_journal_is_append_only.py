"""The journal, the submissions and the signatures refuse change and removal in the database itself."""

from __future__ import annotations

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

APPEND_ONLY = {
    "store_event": "the journal is append-only",
    "store_submission": "a submitted package is frozen",
    "store_signature": "a signature is final",
    "store_certificatestatus": "the history of a certificate is append-only",
}


def guard(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    for table, sentence in APPEND_ONLY.items():
        for verb in ("UPDATE", "DELETE"):
            editor.execute(
                f"CREATE TRIGGER {table}_no_{verb.lower()} BEFORE {verb} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, '{sentence}'); END"
            )


def unguard(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    for table in APPEND_ONLY:
        for verb in ("update", "delete"):
            editor.execute(f"DROP TRIGGER {table}_no_{verb}")


class Migration(migrations.Migration):
    dependencies = [("store", "0001_initial")]
    operations = [migrations.RunPython(guard, unguard)]
