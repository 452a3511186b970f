"""The mount: the app that a request is for, with its URL prefix, saved state and initial arguments."""
