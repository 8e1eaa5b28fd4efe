"""The public side of certificates: the check, the register, the keys and the signed status list."""
