"""Rows of the programme for tests: published, at a time and in a zone that the test says."""

from datetime import date, datetime
from typing import Any

import factory
from factory.django import DjangoModelFactory

from vigil.programme.events.models.event import State
from vigil.programme.models import Contribution, Event, Partner, Session, Stream
from vigil.programme.time_zones import wall_times


class EventFactory(DjangoModelFactory[Event]):
    """A published event in Kyoto."""

    class Meta:
        model = Event

    slug = factory.Sequence(lambda n: f"event-{n}")
    title = "Days of remembrance"
    state = State.PUBLISHED
    zone = "Asia/Tokyo"
    audience_zone = "Europe/Vienna"
    city = "Kyoto"
    country = "JPN"
    starts_on = date(2021, 3, 11)
    ends_on = date(2021, 3, 12)


class SessionFactory(DjangoModelFactory[Session]):
    """A published session. `starts` and `ends` are wall times (naive) of its zone."""

    class Meta:
        model = Session

    event = factory.SubFactory(EventFactory)
    slug = factory.Sequence(lambda n: f"session-{n}")
    title = "Bearing witness"
    state = State.PUBLISHED
    zone = factory.SelfAttribute("event.zone")
    starts = datetime(2021, 3, 11, 9)
    ends = datetime(2021, 3, 11, 10, 30)

    @classmethod
    def _create(cls, model_class: type[Session], *args: Any, **kwargs: Any) -> Session:
        starts, ends = kwargs.pop("starts"), kwargs.pop("ends")
        zone, fold = kwargs["zone"], kwargs.get("fold", 0)
        begins, over = wall_times.instants(starts, ends, zone, fold)
        return super()._create(
            model_class,
            *args,
            starts_local=wall_times.as_stored(starts),
            ends_local=wall_times.as_stored(ends),
            starts_at=begins,
            ends_at=over,
            **kwargs,
        )


class ContributionFactory(DjangoModelFactory[Contribution]):
    """Somebody's part, under a plain name that was announced."""

    class Meta:
        model = Contribution

    session = factory.SubFactory(SessionFactory)
    name = "Agnès Callamard"
    announced = "The host's programme"


class PartnerFactory(DjangoModelFactory[Partner]):
    """An organisation that holds an event with us."""

    class Meta:
        model = Partner

    event = factory.SubFactory(EventFactory)
    name = "Hermanas de Sinaloa"


class StreamFactory(DjangoModelFactory[Stream]):
    """A stream behind our gate. Its address is sealed by the test that needs one."""

    class Meta:
        model = Stream

    session = factory.SubFactory(SessionFactory)
