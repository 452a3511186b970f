"""Background callbacks: who may ask for a job, where its progress is kept, and what runs it."""
