"""The phone's own menu: a screen of 160 septets, numbers for choices, a session that may drop any time."""
