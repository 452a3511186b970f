"""The state editor: use an app in the Wagtail admin until it shows what it should, and save that as its state."""
