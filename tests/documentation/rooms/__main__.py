"""Write the picture, and the table into its page."""

from tests.documentation.rooms.files import made

for path, text in made().items():
    path.write_text(text)
