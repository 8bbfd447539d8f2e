"""Reports: drafts, review, frozen editions with their files, errata."""
