"""Make, send and revoke private links, and do what their holders ask for."""
