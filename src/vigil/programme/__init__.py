"""Run public events: sessions, times, registration, streams, recordings, members' messages.

A session keeps the local time and the zone of its venue. Instants are computed from them, and
again when a zone changes its rules (`time_zones.verbs`). Every change to a public session is
recorded by `events.verbs.public_changes`. Read docs/use/programme.md.
"""
