"""The providers' side of our money: what lies with them, and what is held back while they are in trouble."""
