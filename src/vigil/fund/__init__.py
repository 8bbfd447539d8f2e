"""The resilience fund: ways in, applications, reviews, grants, payments, results."""
