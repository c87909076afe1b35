"""The audit trail for somebody who reads it: who asked what, whether it is still what was sealed, and a copy to take."""
