"""Where a callback of the app Stopping is to stand still."""

IN_CALLBACK, IN_TRANSACTION = "wait in the callback", "wait in the transaction"
