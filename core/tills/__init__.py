"""The cash desk: tills and the vault, cash that comes in and goes out, counts, receipts."""
