"""What a person must look at: call-backs, complaints, reviews, missing payments, alarms."""
