"""What a text seems to say: look-alike letters, personal data, lures, kinds of messages, answers that fit. Suggestions, never decisions."""
