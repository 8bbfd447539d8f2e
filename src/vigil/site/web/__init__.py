"""How requests are read, and templates and forms rendered, for all rooms."""
