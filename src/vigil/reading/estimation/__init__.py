"""Pool what experts judge, weigh experts by known answers, and measure agreement. Pure.

Answers of many experts to many questions are arrays: experts by questions, NaN where somebody did
not answer. `elicited` makes them from single answers and says whose answer is unusable and why.
Nothing here knows a name. Read docs/build/estimation.md.
"""
