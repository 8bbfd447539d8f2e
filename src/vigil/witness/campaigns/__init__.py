"""Campaigns: pages built from blocks, reviewed, published and withdrawn."""
