"""Views: the case and its acts, its documents, the list of cases."""
