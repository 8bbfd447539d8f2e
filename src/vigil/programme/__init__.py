"""Run public events: sessions, times, registration, streams, recordings, members' messages.

A session keeps the local time and the zone of its venue. Instants are computed from them, and
again when a zone changes its rules. Every change to a public session runs through
`domain.changing`. Read docs/use/programme.md.
"""
