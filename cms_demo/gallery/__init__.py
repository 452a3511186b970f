"""The gallery: whatever Dash can do, one runnable page for each topic."""
