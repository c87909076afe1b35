"""Loans from the first question to the last shilling: offers, price, signature, schedule, repayment."""
