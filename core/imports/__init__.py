"""Coming in: an institution that exists today brings its members, balances and running loans, and check-off files."""
