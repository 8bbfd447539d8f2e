"""Reads what arrives: raw bytes to documents, documents to accounts of killings.

Pure: nothing here knows of Django or of a database.
"""
