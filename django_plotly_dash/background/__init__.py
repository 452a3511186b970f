"""Background callbacks: who may ask about a job, where its progress is stored, and what runs it."""
