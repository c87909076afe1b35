"""What we say to members: dialogs as scripts, one conversation engine, catalogues of words. No I/O but in host.py."""
