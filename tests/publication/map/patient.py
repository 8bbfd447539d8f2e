"""Settings of Hypothesis for a busy machine: nothing here is measured in time."""

from hypothesis import HealthCheck, settings

PATIENT = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
