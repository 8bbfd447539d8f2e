"""Linking many accounts: the steps of `vigil.linkage`, on the cores of one machine or on Spark."""
