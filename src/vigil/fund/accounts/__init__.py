"""The account that a payee is paid to, confirmed over a second channel."""
