"""What was said in conversations, word by word, and the people of ours who answer in them."""
