"""Who of the staff may do what, and what needs two of them."""
