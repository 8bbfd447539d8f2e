"""Where backups go: a folder, or a repository of restic or borg."""
