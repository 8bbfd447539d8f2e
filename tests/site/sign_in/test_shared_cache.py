"""What one process counts, all others know: the limits of tries are in the database."""

import threading

import pytest
from django.core.cache import cache
from django.db import connections

from vigil.site.sign_in.shared_cache import SharedCache
from vigil.trust.models import SharedValue
from vigil.trust.sessions.verbs.sessions import forget_expired

KEY = "allauth:rl:login_failed:maria@example.org"


@pytest.mark.django_db
def test_another_process_sees_what_was_counted() -> None:
    cache.set(KEY, [2.5, 1.5], 60)
    assert SharedCache("", {}).get(KEY) == [2.5, 1.5]
    assert cache.delete(KEY)
    assert SharedCache("", {}).get(KEY, "none") == "none"
    assert not cache.delete(KEY)


@pytest.mark.django_db
def test_a_value_is_added_once_until_it_ends() -> None:
    assert cache.add(KEY, "y", 60)
    assert not SharedCache("", {}).add(KEY, "n", 60)
    assert cache.get(KEY) == "y"
    cache.set(KEY, "y", 0)
    assert cache.get(KEY) is None
    assert cache.add(KEY, "again", 60)
    assert cache.get(KEY) == "again"


@pytest.mark.django_db
def test_nobody_reads_from_the_table_who_was_tried() -> None:
    cache.set(KEY, 1, 60)
    row = SharedValue.objects.get()
    assert len(row.key) == 64
    assert "maria" not in f"{row.key} {row.value} {row}"


@pytest.mark.django_db
def test_what_ended_is_deleted_with_expired_sessions() -> None:
    cache.set("kept", 1, None)
    cache.set("ended", 1, -1)
    forget_expired()
    assert cache.get("kept") == 1
    assert SharedValue.objects.count() == 1
    cache.clear()
    assert not SharedValue.objects.exists()


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_of_many_at_once_one_adds() -> None:
    added, start = [], threading.Barrier(6)

    def add() -> None:
        start.wait(30)
        added.append(cache.add(KEY, "y", 60))
        connections.close_all()

    threads = [threading.Thread(target=add) for _n in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert sorted(added) == [False] * 5 + [True]
