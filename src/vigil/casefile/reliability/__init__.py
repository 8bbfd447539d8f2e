"""Measure how far coders agree, with each other and with gold cases, and train new ones."""
