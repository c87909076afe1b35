"""The institution: its money, members, loans and books. It knows nothing of phones, providers or HTTP."""
