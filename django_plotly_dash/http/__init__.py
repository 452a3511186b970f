"""HTTP between Django and Dash: requests, responses, headers, origins and error pages, but nothing about callbacks."""
