"""People and groups the fund supports: protection level, sealed text, contact, removal."""
