"""The map: shapes of our own, projections, and the marks that cases make on it.

Everything here is pure but `points.py`, which reads the read model: plain numbers in, plain
records out. The shapes are files beside this one, made by `build_shapes.py`.
"""
