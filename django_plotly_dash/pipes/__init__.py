"""Live pipes: messages from the server to open pages over a websocket, and the HTTP endpoint that sends them."""
