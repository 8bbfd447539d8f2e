"""Vigil: reports of killings in, verified cases out."""
