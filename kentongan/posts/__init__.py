"""What is said: posts with their documentation and variants, their deliveries to accounts, and the register."""
