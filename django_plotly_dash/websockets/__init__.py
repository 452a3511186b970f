"""What the websockets of live pipes and of callbacks share: a consumer of JSON objects, and the close codes."""
