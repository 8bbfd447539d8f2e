"""Runs a stage over many batches: local processes by default."""
