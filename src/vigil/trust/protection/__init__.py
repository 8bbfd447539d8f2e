"""How far what concerns a person may be shown."""
