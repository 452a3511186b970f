"""HTTP between Django and Dash: requests, responses, flows, origins, headers, error pages. It knows no callback."""
