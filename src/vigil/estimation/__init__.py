"""What experts judge, put together: pooling, weights earned on known answers, agreement. Pure.

Answers of many experts to many questions are arrays: experts by questions, NaN where somebody did
not answer. `elicited` makes them from single answers and says whose answer is unusable and why.
"""
