"""From documents to a checked release: one door a stage."""
