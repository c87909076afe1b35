"""The telephone itself: the same dialogs spoken, keys pressed, and calls that we make so that she pays nothing."""
