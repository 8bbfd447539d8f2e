"""Add contributors, record their consent, rename and withdraw them."""
