"""Whom we deal with: payment providers and other outside services, each with its client, webhook and sandbox."""
