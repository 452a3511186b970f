"""Live pipes: messages from the server to open pages, by the websocket's consumer and the HTTP endpoint."""
