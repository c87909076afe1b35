"""How we sound: one folder per kind of channel, one module per provider with only its peculiarities."""
