"""Finding clauses; the only place that knows llama_index and faiss."""
