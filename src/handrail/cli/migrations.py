"""`handrail migrations`: regenerate the one generated migration, for as long as nothing has been released."""

from __future__ import annotations

import argparse

from handrail.cli.booting import boot


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--check", action="store_true", help="only say whether the models and the migration agree")


def run(args: argparse.Namespace) -> int:
    boot()
    from django.apps import apps
    from django.conf import settings
    from django.core.management import call_command
    from django.db.migrations.autodetector import MigrationAutodetector
    from django.db.migrations.loader import MigrationLoader
    from django.db.migrations.questioner import MigrationQuestioner
    from django.db.migrations.state import ProjectState
    from django.db.migrations.writer import MigrationWriter

    if args.check:
        call_command("makemigrations", "store", check_changes=True, dry_run=True)
        return 0
    # As if our app had no migrations yet: the others' state is what the first one starts from.
    settings.MIGRATION_MODULES = {"store": None}
    loader = MigrationLoader(None, ignore_no_migrations=True)
    settings.MIGRATION_MODULES = {}
    asked = MigrationQuestioner(specified_apps={"store"})
    changes = MigrationAutodetector(ProjectState(), ProjectState.from_apps(apps), asked).changes(
        graph=loader.graph, trim_to_apps={"store"}, convert_apps={"store"}, migration_name="initial"
    )
    (migration,) = changes["store"]
    migration.name = "0001_initial"
    vars(migration).update(initial=True, dependencies=[])
    writer = MigrationWriter(migration, include_header=False)
    with open(writer.path, "w", encoding="utf-8") as file:  # noqa: PTH123 - the writer gives a plain path
        file.write(writer.as_string())
    print(f"wrote {writer.filename}")
    return 0
