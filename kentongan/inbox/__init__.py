"""What the audience says, and how it is answered: collection, threads, service flow, consultations, the answer library."""
