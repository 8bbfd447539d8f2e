"""What stands in a report and is none of its words: planted instructions, fake turns, comments.

Whoever publishes a page knows that machines read it. `passages` finds what is addressed to them, or
written below the article by strangers; `own_words` makes a copy without it, and leads spans of the
copy back to the report. Both offline extractors and the reader with a language model read copies.
"""
