"""The gates on the way from an application to a payment, and which of them are switched off."""
