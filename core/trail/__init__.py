"""The audit trail for somebody who reads it: who asked what, whether it still is as sealed, and a copy to take."""
