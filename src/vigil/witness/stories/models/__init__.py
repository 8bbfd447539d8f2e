"""Tables of stories: their rows, their drafts in Wagtail, what readers see."""
