"""The server of `vigil up`: connections, lanes, large requests, processes."""
