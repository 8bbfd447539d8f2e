"""Money: amounts, donors, tranches, approvals by two people, payments, the ledger."""
