"""What visitors ask day by day: what nobody answered, what comes back, what was answered badly."""
