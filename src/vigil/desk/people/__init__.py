"""The panel of a case on its people: who is named and why; agreements, protection."""
