"""The ledger, the auditors' screens, the export and the donors at the desk."""
