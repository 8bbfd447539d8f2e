"""Edit and publish consultations; record notes, speakers, consent and codes."""
