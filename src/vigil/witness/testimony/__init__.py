"""Testimony told in confidence: sealed words, files, receipt codes, answers."""
