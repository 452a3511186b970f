"""Tools for language models (MCP): the server of an app, its tools, tokens and the sign-in with them."""
