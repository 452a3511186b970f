"""The picture and the table of rooms in the documentation, made from the imports: `make rooms`."""
