"""The quiet stop: nothing is paid, and nobody outside the fund notices."""
