"""A second reader of accounts: a language model of the team's own choice, off by default.

It is asked only about reports that the offline reader finds doubtful (`doubt`). What it answers
passes the rule of every reader: no value without its words (`checking`). Where both read, the
offline value stays, and what differs is marked for people (`comparing`). Nothing that serves the
web or reads the case file imports this package; a contract of import-linter holds that.
"""
