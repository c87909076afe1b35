"""M-PESA through Safaricom's Daraja: prompts, payouts, paybill money, and the questions afterwards."""
