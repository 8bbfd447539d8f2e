"""Certificates of attendance: who came makes their own, and anybody can check one."""
