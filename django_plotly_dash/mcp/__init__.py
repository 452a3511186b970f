"""Tools for language models (MCP): the endpoint of an app, its tools, and tokens to sign in with."""
