"""Where 1.0.0 had its server for Dash; only the name that queued jobs carry is left, for one release."""
