"""What an installation is made of: first start, database, mail, logs."""
