import wagtail.fields
from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("cms_demo", "0001_initial"),
    ]

    operations = [
        migrations.AlterField(
            model_name="dashboardpage",
            name="body",
            field=wagtail.fields.StreamField(
                [("heading", 0), ("paragraph", 1), ("dash_app", 11), ("dash_grid", 13)],
                blank=True,
                block_lookup={
                    0: (
                        "wagtail.blocks.CharBlock",
                        (),
                        {
                            "description": "A heading within the page.",
                            "icon": "title",
                            "max_length": 120,
                            "preview_value": "How the picture changed",
                            "template": "blocks/heading.html",
                        },
                    ),
                    1: (
                        "wagtail.blocks.RichTextBlock",
                        (),
                        {
                            "description": "Text with links and lists.",
                            "features": ["bold", "italic", "link", "ol", "ul"],
                            "icon": "pilcrow",
                            "preview_value": "<p>Move the slider to see how <b>life expectancy</b> rose.</p>",
                            "template": "blocks/paragraph.html",
                        },
                    ),
                    2: (
                        "wagtail.snippets.blocks.SnippetChooserBlock",
                        ("django_plotly_dash.StatelessApp",),
                        {"label": "App"},
                    ),
                    3: (
                        "wagtail.snippets.blocks.SnippetChooserBlock",
                        ("django_plotly_dash.DashApp",),
                        {
                            "help_text": "One that was saved of this app. Without it the app starts as its developer has made it.",
                            "label": "Saved state",
                            "required": False,
                        },
                    ),
                    4: (
                        "wagtail.blocks.CharBlock",
                        (),
                        {
                            "help_text": "Read out by screen readers. Left empty, it is the name of the saved state or the title of the app.",
                            "label": "Title",
                            "max_length": 200,
                            "required": False,
                        },
                    ),
                    5: (
                        "wagtail.blocks.CharBlock",
                        (),
                        {"help_text": "Shown below the app.", "label": "Caption", "max_length": 500, "required": False},
                    ),
                    6: (
                        "wagtail.blocks.ChoiceBlock",
                        [],
                        {
                            "choices": [
                                ("frame", "Frame"),
                                ("bootstrap", "Frame with Bootstrap's ratio classes"),
                                ("direct", "Direct: part of the page, in its own styles"),
                            ],
                            "label": "Display",
                        },
                    ),
                    7: (
                        "wagtail.blocks.ChoiceBlock",
                        [],
                        {
                            "choices": [
                                ("auto", "Automatic: as high as the app"),
                                ("21:9", "21:9"),
                                ("16:9", "16:9"),
                                ("4:3", "4:3"),
                                ("1:1", "1:1"),
                                ("fixed", "Fixed height"),
                            ],
                            "help_text": "Width to height. Automatic has no scroll bar and no empty space.",
                            "label": "Aspect ratio",
                        },
                    ),
                    8: (
                        "wagtail.blocks.IntegerBlock",
                        (),
                        {
                            "help_text": "In pixels, for a fixed height only.",
                            "label": "Height",
                            "max_value": 5000,
                            "min_value": 50,
                            "required": False,
                        },
                    ),
                    9: (
                        "wagtail.blocks.TextBlock",
                        (),
                        {
                            "help_text": "The values that the app starts with. They choose what is shown first; they protect nothing.",
                            "required": False,
                        },
                    ),
                    10: (
                        "wagtail.blocks.TextBlock",
                        (),
                        {
                            "help_text": "What the app shows, in words: for visitors without JavaScript, and if the app is gone.",
                            "label": "Text alternative",
                            "required": False,
                            "rows": 3,
                        },
                    ),
                    11: (
                        "wagtail.blocks.StructBlock",
                        [
                            [
                                ("app", 2),
                                ("state", 3),
                                ("title", 4),
                                ("caption", 5),
                                ("display", 6),
                                ("aspect_ratio", 7),
                                ("height", 8),
                                ("initial_arguments", 9),
                                ("text_alternative", 10),
                            ]
                        ],
                        {},
                    ),
                    12: ("wagtail.blocks.ListBlock", (11,), {"label": "Apps", "max_num": 6, "min_num": 2}),
                    13: ("wagtail.blocks.StructBlock", [[("apps", 12)]], {}),
                },
            ),
        ),
    ]
