"""The database itself refuses to change a decision, whoever asks."""

from django.db import migrations

SQLITE = """
CREATE TRIGGER trust_decision_stands BEFORE UPDATE ON trust_decision
BEGIN SELECT RAISE(ABORT, 'a decision is never changed'); END;
"""
POSTGRES = """
CREATE FUNCTION trust_decision_stands() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION 'a decision is never changed'; END $$;
CREATE TRIGGER trust_decision_stands BEFORE UPDATE ON trust_decision
FOR EACH ROW EXECUTE FUNCTION trust_decision_stands();
"""
SQLITE_BACK = "DROP TRIGGER trust_decision_stands;"
POSTGRES_BACK = """
DROP TRIGGER trust_decision_stands ON trust_decision;
DROP FUNCTION trust_decision_stands();
"""


def forwards(apps, schema_editor):
    schema_editor.execute(SQLITE if schema_editor.connection.vendor == "sqlite" else POSTGRES)


def backwards(apps, schema_editor):
    vendor = schema_editor.connection.vendor
    schema_editor.execute(SQLITE_BACK if vendor == "sqlite" else POSTGRES_BACK)


class Migration(migrations.Migration):
    dependencies = [("trust", "0001_initial")]
    operations = [migrations.RunPython(forwards, backwards)]
