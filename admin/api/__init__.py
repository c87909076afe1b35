"""The JSON API: what programs of the institution and its partners call."""
