"""WhatsApp: the same dialogs with buttons and lists, through Meta or Twilio."""
