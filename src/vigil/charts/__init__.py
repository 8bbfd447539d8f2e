"""Charts drawn on the server as SVG, with a text and a table beside each."""
