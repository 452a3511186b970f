"""What several rooms need and no one of them owns; each module has a name that says what it does."""
