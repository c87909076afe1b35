"""The dialogs that the engine itself enters, by name."""

HOME_DIALOG, STRANGER_DIALOG, DOUBT_DIALOG = "home", "first_contact", "prove_number"
BACK_AGAIN_DIALOG, HELP_DIALOG = "welcome_back", "help"
UNLOCK_DIALOG = "open_reading"
#: "Did you mean 1 or 2?", and "call me" from where a PIN is needed in a chat.
MEANT_DIALOG, CALL_DIALOG = "did_you_mean", "call_me"
