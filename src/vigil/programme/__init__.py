"""Public events: sessions, times, registration, streams, recordings, members' messages."""
