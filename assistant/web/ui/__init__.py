"""The page at /: Gradio carries the tabs and the theme, the scripts in static/ talk to the API."""
