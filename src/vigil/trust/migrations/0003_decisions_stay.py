"""The database refuses to delete a decision too, or to empty the table."""

from django.db import migrations

SQLITE = """
CREATE TRIGGER trust_decision_stays BEFORE DELETE ON trust_decision
BEGIN SELECT RAISE(ABORT, 'a decision is never deleted'); END;
"""
POSTGRES = """
CREATE FUNCTION trust_decision_stays() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION 'a decision is never deleted'; END $$;
CREATE TRIGGER trust_decision_stays BEFORE DELETE ON trust_decision
FOR EACH ROW EXECUTE FUNCTION trust_decision_stays();
CREATE TRIGGER trust_decisions_stay BEFORE TRUNCATE ON trust_decision
FOR EACH STATEMENT EXECUTE FUNCTION trust_decision_stays();
"""
SQLITE_BACK = "DROP TRIGGER trust_decision_stays;"
POSTGRES_BACK = """
DROP TRIGGER trust_decisions_stay ON trust_decision;
DROP TRIGGER trust_decision_stays ON trust_decision;
DROP FUNCTION trust_decision_stays();
"""


def forwards(apps, schema_editor):
    schema_editor.execute(SQLITE if schema_editor.connection.vendor == "sqlite" else POSTGRES)


def backwards(apps, schema_editor):
    vendor = schema_editor.connection.vendor
    schema_editor.execute(SQLITE_BACK if vendor == "sqlite" else POSTGRES_BACK)


class Migration(migrations.Migration):
    dependencies = [("trust", "0002_decisions_stand")]
    operations = [migrations.RunPython(forwards, backwards)]
