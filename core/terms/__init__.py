"""The institution's own terms: fees and limits that two people change, each from a day on, with their history."""
