"""Members who report in: their report, posts, service, commitments, and where their membership is shown."""
