"""Tests as documents: transcripts, tables of postings, recorded payloads, properties, house rules."""
