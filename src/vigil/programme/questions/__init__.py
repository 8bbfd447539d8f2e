"""Questions from participants during a session, moderated before anybody else sees them."""
