"""What the apps of the live site listen to; here, so that tests need not import the apps."""

CHANNEL, LABEL = "live_button_counter", "named_counts"
