"""What holds in every installation at every moment, however its work was cut off."""

from collections.abc import Iterator

from django.db import connection
from django.db.models import Count, Model

from crashes import deeds
from vigil.casefile.models import Adjudication, Case, Counter, Origin, Release, Visibility
from vigil.casefile.releases.files import folder_name, verify_release
from vigil.fund.models import Grant, Party, Payment
from vigil.outlook.models import AnswerVersion
from vigil.site.checks.self_check import check_all
from vigil.trust.access.errors import NotPossible
from vigil.trust.models import Decision, OwnKey, Sealed, Task, Upload
from vigil.trust.vault import keys
from vigil.trust.vault.verbs.sealing import open_to_act
from vigil.witness.models import Testimony, TestimonyFile


def broken() -> Iterator[str]:
    """Yield what does not hold."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            for pragma in ("integrity_check", "foreign_key_check"):
                cursor.execute(f"PRAGMA {pragma}")
                yield from (f"{pragma}: {row}" for row in cursor.fetchall() if row != ("ok",))
    yield from (f"vigil check, {one.name}: {one.text}" for one in check_all() if not one.ok)
    yield from (str(error) for error in deeds.archive().verify())
    yield from _numbers()
    yield from _decisions()
    yield from _tasks()
    yield from _files()
    yield from _sealed()
    yield from _releases()


def _numbers() -> Iterator[str]:
    """Yield numbers that were burnt or given twice."""
    counter = Counter.objects.filter(name="case").first()
    given = counter.next - 1000 if counter else 0
    held = Case.objects.filter(public_id__regex=r"^V-1\d{3}$").count()
    if given != held:
        yield f"{given} numbers of cases were given, and {held} cases have one"
    models: tuple[type[Model], ...] = (Grant, Party)
    for model in models:
        numbers = sorted(model._default_manager.values_list("number", flat=True))
        if numbers != list(range(1, len(numbers) + 1)):
            yield f"numbers of {model._meta.verbose_name_plural}: {numbers}"


def _decisions() -> Iterator[str]:
    """Yield changes without their decision, and decisions without their change."""
    kept = Upload.State.KEPT, Upload.State.REMOVED
    changes = {
        "enter": Case.objects.filter(origin=Origin.PERSON),
        "adjudicate": Adjudication.objects.all(),
        "verify": Adjudication.objects.filter(verified_by__isnull=False),
        "take_in_party": Party.objects.all(),
        "open_grant": Grant.objects.all(),
        "agree_grant": Grant.objects.exclude(state=Grant.State.DRAFT),
        "pay_tranche": Payment.objects.filter(reverses=None),
        "receive_testimony": Testimony.objects.all(),
        "save_answer": AnswerVersion.objects.all(),
        "take_in_upload": Upload.objects.filter(state__in=kept),
    }
    for verb, rows in changes.items():
        decided = Decision.objects.filter(verb=verb).count()
        if decided != rows.count():
            yield f"{decided} decisions to {verb}, and {rows.count()} rows that say so"


def _tasks() -> Iterator[str]:
    """Yield what tasks in the background did twice, or said to be done and did not."""
    published = Decision.objects.filter(verb="publish").values("target_key")
    for row in published.annotate(times=Count("pk")).filter(times__gt=1):
        yield f"{row['target_key']} was published {row['times']} times"
    for task in Task.objects.filter(state=Task.State.DONE):
        pk = int(task.key.removeprefix("case "))
        if Case.objects.get(pk=pk).visibility == Visibility.INTERNAL:
            yield f"task {task.pk} is done, and its case is not public"


def _files() -> Iterator[str]:
    """Yield rows that say a file is whole which is not."""
    for upload in Upload.objects.filter(state=Upload.State.KEPT):
        try:
            path = deeds.uploads.folder_of(upload) / upload.sha256
            if deeds.digests([path.read_bytes()]) != [upload.sha256]:
                yield f"the copy of upload {upload.pk} is damaged"
        except OSError as error:
            yield f"upload {upload.pk} has no copy: {error}"
    for row in TestimonyFile.objects.filter(whole=True, removed=False):
        try:
            deeds.original_of(row)
        except Exception as error:
            yield f"file {row.pk} of a testimony is damaged: {type(error).__name__}: {error}"


def _sealed() -> Iterator[str]:
    """Yield what is sealed and cannot be opened."""
    for row in Sealed.objects.all():
        try:
            open_to_act(row, why=deeds.WHY)
        except NotPossible as error:
            yield f"{row}: {error}"
    for own in OwnKey.objects.filter(destroyed_at=None):
        try:
            keys.subject_key(own.recipient)
        except NotPossible as error:
            yield f"the key of {own.subject_kind} {own.subject_key}: {error}"


def _releases() -> Iterator[str]:
    """Yield releases that are recorded, and of which no whole folder is there, in place or not."""
    for number in Release.objects.values_list("number", flat=True):
        name = folder_name(number)
        final, draft = deeds.releases() / name, deeds.releases() / f".{name}.draft"
        problems = verify_release(final if final.exists() else draft)
        yield from (f"release {number}: {problem}" for problem in problems)
