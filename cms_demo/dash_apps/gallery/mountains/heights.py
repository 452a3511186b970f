"""What the pages share. It registers no page, so it need not lie in their folder."""

HEIGHTS = {"Eiger": 3967, "Jungfrau": 4158, "Mönch": 4110}
