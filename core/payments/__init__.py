"""Money from and to wallets: asked for, proven, booked once, or kept safe until somebody knows what it is for."""
