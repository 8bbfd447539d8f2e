"""Published editions of the Global Organized Crime Index, and pages of countries."""
