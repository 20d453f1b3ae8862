"""Who there is and who may do what: governments, agencies, people, decrees, appointments, and authority()."""
